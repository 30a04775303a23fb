"""`souffleur models`: the speech models on this machine and those on offer."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table

from companion.errors import SouffleurError
from companion.speech.catalogue import URL, Entry, fetch_catalogue, find, recommend
from companion.speech.starter import STARTERS
from companion.speech.store import Installed, Store

MEGABYTE = 1 << 20


class ModelsError(SouffleurError):
    """The arguments do not fit together."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    shown = actions.add_parser("list", help="installed models; with --online also those on offer")
    shown.add_argument("--online", action="store_true", help="ask the official catalogue")
    shown.add_argument("--lang", metavar="TAG", help="only this language")
    _catalogue(shown)
    install = actions.add_parser("install", help="from the catalogue, a zip or a folder")
    install.add_argument("what", help="name in the catalogue, language tag, zip file or folder")
    install.add_argument("--lang", metavar="TAG", help="language, if the name does not tell it")
    _catalogue(install)
    remove = actions.add_parser("remove", help="remove an installed model")
    remove.add_argument("name")
    verify = actions.add_parser("verify", help="check that models are whole and load")
    verify.add_argument("name", nargs="*", help="all installed ones if none is named")


def _catalogue(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--catalogue", metavar="URL", default=URL, help="another list of models")


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    store = Store()
    match options.action:
        case "list":
            return _list(store, options)
        case "install":
            return _install(store, options)
        case "remove":
            store.remove(options.name)
            print(f"{options.name} is removed.")
            return 0
        case _:
            return _verify(store, options.name)


def _list(store: Store, options: argparse.Namespace) -> int:
    console = Console(highlight=False)
    table = Table("model", "language", "size", "what it is", box=None, header_style="bold")
    for starter in STARTERS:
        if options.lang in (None, starter.language):
            table.add_row(starter.name, starter.language, "bundled", starter.note)
    for model in store.models():
        if options.lang in (None, model.language):
            table.add_row(
                model.name, model.language, _size(model.size),
                f"{model.kind.value}; licence: {model.licence}",
            )
    console.print(table)
    if options.online:
        _list_online(console, fetch_catalogue(options.catalogue), options.lang)
    else:
        console.print("those on offer: souffleur models list --online")
    return 0


def _list_online(console: Console, entries: list[Entry], language: str | None) -> None:
    if language is not None and all(entry.language != language for entry in entries):
        console.print(f"The catalogue has no model for {language!r}: turn the lines by hand.")
        return
    recommended = {
        entry.name
        for tag in {entry.language for entry in entries}
        if (entry := recommend(entries, tag)) is not None
    }
    table = Table("on offer", "language", "size", "", box=None, header_style="bold")
    for entry in entries:
        if entry.obsolete or language not in (None, entry.language):
            continue
        notes = ["recommended"] if entry.name in recommended else []
        notes += [] if entry.dynamic else ["cannot be told the script"]
        table.add_row(
            entry.name, entry.language, _size(entry.size),
            "; ".join([*notes, f"licence: {entry.licence}"]),
        )
    console.print(table)


def _install(store: Store, options: argparse.Namespace) -> int:
    path = Path(options.what)
    if path.is_dir():
        installed = store.install_folder(path, language=options.lang or "")
    elif path.is_file():
        installed = store.install_archive(path, language=options.lang or "")
    elif path.suffix == ".zip" or len(path.parts) > 1:
        raise ModelsError(f"There is no file {path}: check the name.")
    else:
        installed = _download(store, _on_offer(options))
    print(
        f"{installed.name} is installed: {installed.language}, {_size(installed.size)}, "
        f"{installed.kind.value}; licence: {installed.licence}"
    )
    return 0


def _on_offer(options: argparse.Namespace) -> Entry:
    entries = fetch_catalogue(options.catalogue)
    return recommend(entries, options.what) or find(entries, options.what)


def _download(store: Store, entry: Entry) -> Installed:
    columns = (
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn()
    )
    print(f"{entry.name}: {_size(entry.size)}, licence: {entry.licence}")
    with Progress(*columns) as progress:
        task = progress.add_task(entry.name, total=entry.size or None)

        def report(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total or None)

        return store.install_entry(entry, report)


def _verify(store: Store, names: list[str]) -> int:
    sound = True
    names = names or [model.name for model in store.models()]
    for name in names:
        wrong = store.verify(name)
        sound = sound and not wrong
        print(f"{name}: {'sound' if not wrong else '; '.join(wrong) + ': install it again'}")
    if not names:
        print("No model is installed; the bundled starter models come with the program.")
    return 0 if sound else 1


def _size(size: int) -> str:
    return f"{size / MEGABYTE:.0f} MB" if size >= MEGABYTE else f"{size / 1024:.0f} kB"

"""The library: every script as a card, brought in, found, and taken where it is needed."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.core.clipboard import Clipboard
from kivy.core.window import Window
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from companion.desk import routes, theme
from companion.desk.context import Desk
from companion.desk.language import _, _n
from companion.desk.screens import library_more as sheets
from companion.desk.screens import library_order as order
from companion.desk.screens import library_words as words
from companion.desk.screens.library_bring import Bringer
from companion.desk.screens.library_card import Shown
from companion.desk.screens.library_check import Check
from companion.desk.screens.library_empty import Empty, Nothing, Trouble
from companion.desk.screens.library_files import Files
from companion.desk.screens.library_shelf import MARGIN, Shelf
from companion.desk.screens.library_trash import Trash
from companion.desk.screens.library_versions import Versions
from companion.desk.screens.library_watch import Seen, Watch
from companion.desk.widgets import Button, Field, Menu, Row, Screen, Text
from companion.desk.widgets.focus import focus
from companion.library import Entry
from companion.script.load import FORMATS

_WAYS = {"edit": "editor", "rehearse": "rehearse", "stage": "stage"}
_WRITING = ("ctrl+v", "ctrl+z")  # belong to the search while it is written in


class _Search(Field):
    """down: called when the keyboard is to go to what was found."""

    down: Callable[[], Any]

    def on_control_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """See Field."""
        if key in ("down", "enter", "numpadenter") and not modifiers:
            self.down()
            return True
        return False


class LibraryScreen(Screen):
    """opened(script=id) chooses that script."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Library")
        self._thrown: list[str] = []
        self._wanted = ""
        self._dropped: list[Path] = []
        self._landed = Clock.create_trigger(self._land, 0.1)
        self._bringer = Bringer(desk, self._arrived)
        self._watch = Watch(desk, self._look, self._fail)
        self.search = _Search(hint=_("Search titles and texts"), changed=self._seek)
        self.search.down = self._enter_shelf
        by = desk.preferences.get("library_order", order.EDITED)
        self._order = Menu(
            desk, _("Order"),
            [
                (order.EDITED, _("Last edited")), (order.TITLE, _("Title")),
                (order.LENGTH, _("Longest")), (order.LANGUAGE, _("Language")),
            ],
            by, self._sort, size_hint_x=None,
        )  # fmt: skip
        self._watch.order = self._order.value
        self._bar = Row(self.search, self._order, space=12)
        self._bar.size_hint_y = None
        deeds = {
            deed: self._go(route) for deed, route in _WAYS.items() if routes.exists(route)
        }
        self.shelf = Shelf(deeds | {"check": self._check, "more": self._more}, _("Scripts"))
        self._place = BoxLayout(padding=(0, 0, -dp(MARGIN), 0))
        self._foot = Text("", "small", "faint", fit="fill", lines=1, size_hint_y=None)
        self._foot.height = dp(36)
        self.spacing = dp(14)
        for part in (self._bar, self._place, self._foot):
            self.add_widget(part)
        self.bind(narrow=self._arrange)
        self._arrange()

    # -- coming and going

    def opened(self, script: str = "", **what: Any) -> None:
        """See Screen."""
        Window.bind(on_drop_file=self._drop)
        self._wanted = script or self.desk.preferences.get("library_at", "")
        self._watch.start()

    def closed(self) -> bool:
        """See Screen."""
        Window.unbind(on_drop_file=self._drop)
        self._watch.stop()
        if self.shelf.current is not None:
            self.desk.preferences.set("library_at", self.shelf.current.id)
        return True

    def on_parent(self, _screen: Any, parent: Any) -> None:
        """Kivy tells; a screen that is made anew is not told that it goes."""
        if parent is None:
            Clock.schedule_once(self._gone, 0)

    def _gone(self, *_event: Any) -> None:
        if self.get_root_window() is None:
            self.closed()

    def on_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """See Screen."""
        chord = "+".join([*sorted(modifiers), key]).replace("meta", "ctrl")
        chords: dict[str, Callable[[], Any]] = {
            "ctrl+f": lambda: focus.give(self.search), "ctrl+v": self._paste,
            "ctrl+o": self._choose, "ctrl+n": self._new, "ctrl+z": self._undo,
        }  # fmt: skip
        if chord in _WRITING and focus.holder() is self.search:
            return False
        if chord in chords:
            chords[chord]()
            return True
        if key == "escape" and self.search.text:
            self.search.text = ""
            return True
        if not modifiers and key in ("left", "right", "up", "down", "home", "end", "enter"):
            return self._enter_shelf() or self.shelf.on_control_key(key, modifiers)
        return self._act_on_chosen(chord)

    def _act_on_chosen(self, chord: str) -> bool:
        entry = self.shelf.current
        acts: dict[str, Callable[[Entry], Any]] = {
            "delete": self._trash, "backspace": self._trash, "f2": self._rename,
            "e": self._go("editor"), "r": self._go("rehearse"), "s": self._go("stage"),
            "c": self._check, "v": self._versions, "m": self._more,
        }  # fmt: skip
        if entry is None or chord not in acts:
            return False
        acts[chord](entry)
        return True

    def _enter_shelf(self) -> bool:
        """Give the keyboard to the cards; True if that chose one."""
        focus.ring = True
        focus.give(self.shelf)
        if self.shelf.current is None:
            return self.shelf.on_control_key("home", frozenset())
        self.shelf.show_ring()
        return False

    # -- looking

    def _seek(self, text: str) -> None:
        self._watch.query = text
        self._watch.wake()

    def _sort(self, by: str) -> None:
        self.desk.preferences.set("library_order", by)
        self._watch.order = by
        self._watch.wake()

    def _look(self, seen: Seen) -> None:
        """The library is known, or is another now."""
        now = time.time()
        titles = seen.titles
        self.shelf.display([
            Shown(hit, now, _note(hit.entry, titles)) for hit in seen.hits
        ])  # fmt: skip
        self._place.clear_widgets()
        if seen.hits:
            self._place.add_widget(self.shelf)
        elif titles:
            self._place.add_widget(Nothing(self.search.text))
        else:
            self._place.add_widget(
                Empty(self._bringer.demo, self._choose, self._paste, self._new)
            )
        if self._wanted:
            self.shelf.take(self._wanted)
            self._wanted = ""
        count = _n("{n} script", "{n} scripts", len(titles))
        self._foot.text = f"{count} · {self.desk.library.folder}"

    def _fail(self, reason: str) -> None:
        self._place.clear_widgets()
        self._place.add_widget(Trouble(reason, self._watch.wake))

    def _arrived(self, identity: str) -> None:
        self.search.set("")
        self._watch.query = ""
        self._wanted = identity
        self._watch.wake(anew=True)

    # -- bringing in

    def _choose(self) -> None:
        kept = self.desk.preferences.get("import_folder", "")

        def picked(paths: Any) -> None:
            self.desk.preferences.set("import_folder", str(paths[0].parent))
            self._bringer.files(paths)

        Files(self.desk, _("Import a script"), FORMATS, picked, Path(kept) if kept else None)

    def _paste(self) -> None:
        self._bringer.paste(Clipboard.paste() or "")

    def _drop(self, _window: Any, name: bytes, *_place: Any) -> None:
        if self.get_root_window() is not None:
            self._dropped.append(Path(name.decode("utf-8", "surrogateescape")))
            self._landed()

    def _land(self, *_event: Any) -> None:
        paths, self._dropped = self._dropped, []
        self._bringer.files(paths)

    def _new(self) -> None:
        self.desk.job(
            _("New script"), lambda _p: self.desk.library.create(_("Untitled")), self._go("editor")
        )

    # -- one script

    def _go(self, route: str) -> Callable[[Entry], None]:
        def go(entry: Entry) -> None:
            if routes.exists(route):  # its key is there even where the screen is not
                self.desk.go(route, script=entry.id)

        return go

    def _check(self, entry: Entry) -> None:
        Check(self.desk, entry, self._go("editor"), self._go("stage"))

    def _versions(self, entry: Entry) -> None:
        Versions(self.desk, entry, self._arrived)

    def _more(self, entry: Entry) -> None:
        twins = [self._watch.titles.get(twin, "") for twin in entry.twins]
        sheets.more(self.desk, entry, twins, [
            ("history", _("Versions"), self._versions), ("edit", _("Rename"), self._rename),
            ("copy", _("Duplicate"), self._duplicate),
            ("trash", _("Put in the trash"), self._trash),
        ])  # fmt: skip

    def _rename(self, entry: Entry) -> None:
        def renamed(title: str) -> None:
            self._change(_("Rename"), lambda: self.desk.library.rename(entry.id, title))

        sheets.rename(self.desk, entry, renamed)

    def _duplicate(self, entry: Entry) -> None:
        self._change(_("Duplicate"), lambda: self.desk.library.duplicate(entry.id))

    def _trash(self, entry: Entry) -> None:
        def done(_gone: Entry) -> None:
            self._thrown.append(entry.id)
            self.desk.tell(
                _("“{title}” is in the trash.").format(title=entry.title), "info",
                (_("Undo"), self._undo),
            )  # fmt: skip
            self._watch.wake()

        self.desk.job(_("Trash"), lambda _p: self.desk.library.trash(entry.id), done)

    def _undo(self) -> None:
        if self._thrown:
            identity = self._thrown.pop()
            self._change(_("Put back"), lambda: self.desk.library.put_back(identity))

    def _open_trash(self) -> None:
        Trash(self.desk, self._arrived)

    def _change(self, title: str, work: Callable[[], Entry]) -> None:
        """Do something beside the loop that gives the script it was done to."""
        self.desk.job(title, lambda _p: work(), lambda entry: self._arrived(entry.id))

    # -- shape

    def _arrange(self, *_event: Any) -> None:
        narrow = self.narrow
        side = dp(theme.SPACE if narrow else theme.WIDE_SPACE)
        self.padding = (side, 0, side, 0)
        self._order.width = dp(150 if narrow else 190)
        self._foot.opacity = 0 if narrow else 1
        self._foot.height = dp(0 if narrow else 36)
        said = (lambda words: "") if narrow else (lambda words: words)
        self.actions = [
            Button(icon="trash", kind="quiet", name=_("Trash"), action=self._open_trash),
            Button(said(_("New")), self._new, icon="add", name=_("New")),
            Button(said(_("Paste")), self._paste, icon="paste", name=_("Paste")),
            Button(said(_("Import")), self._choose, icon="import", kind="primary",
                   name=_("Import")),
        ]  # fmt: skip


def _note(entry: Entry, titles: dict[str, str]) -> str:
    """What a card asks attention for."""
    if entry.problem:
        return words.problem(entry)
    twins = [titles[twin] for twin in entry.twins if twin in titles]
    return sheets.same_as(twins) if twins else ""

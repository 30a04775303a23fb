"""Models of a language as cards: those that are here, those that could be."""

from __future__ import annotations

from functools import partial
from typing import Any, Protocol

from companion.desk import theme
from companion.desk.language import _, _n
from companion.desk.screens.voices_work import megabytes, spoken
from companion.desk.widgets import Badge, Button, Card, Column, Icon, Row, Text
from companion.speech.catalogue import Entry
from companion.speech.model import Kind
from companion.speech.offers import Voice
from companion.speech.starter import Starter
from companion.speech.store import Installed

ROOMY = 1.2  # times the usual size of type; larger type leaves a button no room on a phone


class Deeds(Protocol):
    """What the screen does when a button here is pressed."""

    def fetch(self, entry: Entry) -> None:
        """Download a model."""

    def discard(self, entry: Entry) -> None:
        """Throw away what came of it."""

    def arrived(self, entry: Entry) -> int:
        """Bytes that came of it so far."""

    def under_way(self, entry: Entry) -> bool:
        """Whether it is being downloaded now."""

    def licence(self, model: Installed) -> None:
        """Show it."""

    def verify(self, model: Installed) -> None:
        """Check its files."""

    def remove(self, model: Installed) -> None:
        """Ask, then remove."""

    def expand(self, language: str) -> None:
        """Show all offers of a language."""


class VoiceCard(Card):
    """One language. narrow: on a phone; buttons then lie below the words if they leave them no
    room."""

    def __init__(self, deeds: Deeds, voice: Voice, expanded: bool, narrow: bool) -> None:
        super().__init__(space=12)
        self._deeds, self._narrow = deeds, narrow
        self.name = voice.language
        head = Row(Text(spoken(voice.language), bold=True))
        if not voice.used:
            head.add_widget(Badge(_("no model yet")))
        self.add_widget(head)
        for model in voice.installed:
            self.add_widget(self._installed(model, model.name == voice.used))
        if voice.starter is not None:
            self.add_widget(_starter(voice.starter, voice.starter.name == voice.used))
        shown = voice.offers if expanded else voice.offers[:1] if self._wanted(voice) else ()
        for entry in shown:
            self.add_widget(self._offer(entry, entry == voice.recommended))
        hidden = len(voice.offers) - len(shown)
        if hidden:
            self.add_widget(Button(
                _n("{n} more model", "{n} more models", hidden),
                lambda: deeds.expand(voice.language), kind="quiet", icon="down",
                name=f"more {voice.language}",
            ))  # fmt: skip

    def _wanted(self, voice: Voice) -> bool:
        """Whether the best offer should be seen without asking."""
        return not voice.installed or any(self._deeds.arrived(one) for one in voice.offers[:1])

    def _installed(self, model: Installed, used: bool) -> Row | Column:
        about = " · ".join((megabytes(model.size), kind(model.kind), _(model.licence)))
        words = Column(Text(model.name), Text(about, "small", "faint"), space=2)
        if used:
            words.add_widget(Badge(_("in use"), "good", icon="check"))
        return self._line(
            words,
            Button(icon="info", kind="quiet", name=_("Licence of {name}").format(name=model.name),
                   action=partial(self._deeds.licence, model)),
            Button(_("Check"), partial(self._deeds.verify, model), icon="check", kind="quiet",
                   name=_("Check {name}").format(name=model.name)),
            Button(icon="trash", kind="quiet", name=_("Remove {name}").format(name=model.name),
                   action=partial(self._deeds.remove, model)),
        )  # fmt: skip

    def _offer(self, entry: Entry, recommended: bool) -> Row | Column:
        deeds = self._deeds
        here, total = deeds.arrived(entry), megabytes(entry.size)
        parts = [total, "" if entry.dynamic else kind(Kind.STATIC), _(entry.licence)]
        about = " · ".join(part for part in parts if part)
        words = Column(Text(entry.name), Text(about, "small", "faint"), space=2)
        if recommended:
            words.add_widget(Badge(_("recommended"), "accent", icon="star"))
        buttons: list[Any] = []
        if deeds.under_way(entry):
            buttons.append(Badge(_("under way"), icon="download"))
        elif here:
            share = f"{here / max(1, entry.size):.0%}"
            buttons += [
                Button(_("Go on ({share})").format(share=share), partial(deeds.fetch, entry),
                       icon="download", name=f"get {entry.name}"),
                Button(icon="trash", kind="quiet", action=partial(deeds.discard, entry),
                       name=_("Throw away what came of {name}").format(name=entry.name)),
            ]  # fmt: skip
        else:
            buttons.append(Button(
                _("Get"), partial(deeds.fetch, entry), icon="download",
                kind="primary" if recommended else "plain", name=f"get {entry.name}",
            ))  # fmt: skip
        return self._line(words, *buttons)

    def _line(self, words: Column, *buttons: Any) -> Row | Column:
        crowded = len(buttons) > 1 or theme.look.scale > ROOMY
        return Column(words, Row(*buttons), space=4) if self._narrow and crowded else (
            Row(words, *buttons))


def _starter(starter: Starter, used: bool) -> Row:
    words = Column(Text(_("Built in")), Text(_(starter.note), "small", "faint"), space=2)
    if used:
        words.add_widget(Badge(_("in use"), "warn", icon="check"))
    return Row(Icon("spark", "faint", 22), words, space=12)


def kind(of: Kind) -> str:
    """What a model can do, in words."""
    return {
        Kind.DYNAMIC: _("listens for the script's words"),
        Kind.STATIC: _("cannot be told the script"),
        Kind.OTHER: _("unknown kind"),
    }[of]

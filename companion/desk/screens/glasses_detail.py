"""One pair of glasses: what they are, what can be done with them."""

from __future__ import annotations

from typing import Any, Protocol

from kivy.metrics import dp

from companion import __version__
from companion.desk import theme
from companion.desk.context import Desk
from companion.desk.language import _
from companion.desk.screens import glasses_roles as roles
from companion.desk.screens.glasses_care import Care
from companion.desk.screens.glasses_list import Signal
from companion.desk.screens.glasses_profile import Profile
from companion.desk.screens.glasses_search import Row as Item
from companion.desk.screens.glasses_words import Trouble, signal, trouble
from companion.desk.widgets import Bar, Button, Card, Choice, Column, Icon, Row, Text
from companion.errors import SouffleurError
from companion.glasses.errors import NotPaired

KB = 1024


class Deeds(Protocol):
    """What the screen does when a button here is pressed."""

    def pair(self) -> None:
        """Lead through pairing."""

    def again(self) -> None:
        """Try to link again."""

    def identify(self) -> None:
        """Let the glasses show who they are."""

    def align(self) -> None:
        """Move the picture."""

    def rename(self) -> None:
        """Another name."""

    def update(self) -> None:
        """New software."""

    def clear(self) -> None:
        """Remove the scripts from them."""

    def forget(self) -> None:
        """Forget the glasses."""


class Detail(Column):
    """Shows one pair; `show` is called whenever there are news."""

    def __init__(self, desk: Desk, deeds: Deeds, item: Item, care: Care | None) -> None:
        super().__init__()
        self._on, self._deeds = desk, deeds
        self.item, self.care = item, care
        self._kind = ""
        self.show(item)

    def show(self, item: Item) -> None:
        """News of the glasses."""
        self.item = item
        kind = self._now()
        if kind != self._kind:
            self._kind = kind
            self.clear_widgets()
            for part in self._parts(kind):
                self.add_widget(part)
        seen = item.sighting
        self._signal.show(seen.rssi if seen else None)
        virtual = seen is not None and seen.virtual
        self._reach.text = _("virtual, on this computer") if virtual else _(
            "Signal: {words}").format(words=signal(seen.rssi if seen else None))  # fmt: skip
        if self.care is not None:
            self._battery.text = battery(*self.care.battery)
            self._tell_lost(self.care)

    def _anew(self) -> None:
        """Something that is shown was refused."""
        self._kind = ""
        self.show(self.item)

    def _now(self) -> str:
        if self.care is None:
            return "show" if self.item.name in roles.in_show(self._on) else "stranger"
        if self.care.error is not None:
            return f"error {self.care.error}"
        # Once they have told what they are, the link may come and go.
        told = self.care.settings is not None and self.care.device is not None
        if not told or self.care.device is None:
            return "linking"
        return f"told {self.care.device.version} {self.care.renewing}"

    def _parts(self, kind: str) -> list[Any]:
        self._signal = Signal()
        self._reach = Text("", "small", "faint")
        self._battery = Text("")
        self._lost = Column(height=0, space=0)
        head = Card(Row(Text(self.item.name, "title", bold=True), self._signal), self._reach)
        if kind == "show":
            return [head, Card(
                Text(_("In the show now"), bold=True),
                Text(_("The stage drives them; after the show they can be looked after here.")),
            )]  # fmt: skip
        if self.care is None:
            return [head, self._stranger()]
        if self.care.error is not None:
            return [head, self._failed(self.care.error), self._role(), self._farewell()]
        if kind == "linking":
            bar = Bar(None)
            return [head, Card(Text(_("Linking…")), bar), self._role(), self._farewell()]
        assert self.care.settings is not None
        return [
            Column(head, self._lost, space=0), self._facts(self.care), self._role(),
            Profile(self._on, self.care, self.care.settings, self._anew),
            *([] if self.care.renewing else [self._farewell()]),
        ]  # fmt: skip

    def _stranger(self) -> Card:
        return Card(
            Text(_("Not paired with this computer"), bold=True),
            Text(_("Pairing gives this computer alone the right to drive these glasses; a "
                   "companion they knew before is shut out.")),
            Button(_("Pair"), self._deeds.pair, kind="primary", icon="link", wide=True),
            space=12,
        )  # fmt: skip

    def _failed(self, error: SouffleurError) -> Card:
        told: Trouble = trouble(error)
        again = Button(_("Try again"), self._deeds.again, kind="primary", wide=True)
        buttons = [again]
        if isinstance(error, NotPaired):
            buttons = [
                Button(_("Pair"), self._deeds.pair, kind="primary", icon="link", wide=True),
                Button(_("Try again"), self._deeds.again, wide=True),
            ]
        return Card(
            Row(Icon("warning", "warn", 26), Text(told.what, bold=True), space=12),
            Text(told.then), Row(*buttons), space=12,
        )  # fmt: skip

    def _facts(self, care: Care) -> Card:
        device = care.device
        assert device is not None
        current = device.version == __version__
        software = _("Software {version}: this release").format(version=device.version) \
            if current else _("Software {version}; this release is {release}").format(
                version=device.version, release=__version__)  # fmt: skip
        if device.failed_update:
            software += "\n" + _("{version} was tried and did not start.").format(
                version=device.failed_update
            )
        rows = [
            Row(Icon("battery", "faint", 22), self._battery, space=12),
            Row(Icon("download", "faint", 22), Text(software), space=12),
            Row(Icon("glasses", "faint", 22), Text(_(
                "{board}, {width} × {height} pixels; {memory} KB of memory, {flash} KB of flash "
                "free").format(
                    board=device.board, width=device.width, height=device.height,
                    memory=device.heap_free // KB, flash=device.flash_free // KB)), space=12),
        ]  # fmt: skip
        update = Button(
            _("Renew") if current else _("Update"), self._deeds.update,
            icon="download", wide=True, kind="plain" if current else "primary",
        )
        return Card(
            *rows,
            Row(
                Button(_("Identify"), self._deeds.identify, icon="eye", wide=True),
                Button(_("Align"), self._deeds.align, icon="crosshair", wide=True),
            ),
            Text(_("New software is on its way."), ink="accent") if care.renewing else
            Row(Button(_("Rename"), self._deeds.rename, icon="edit", wide=True), update),
            space=12,
        )

    def _role(self) -> Card:
        kept = self._on.preferences
        return Card(
            Text(_("In the show"), bold=True),
            Choice(
                [(roles.MAIN, _("Main")), (roles.SPARE, _("Spare")), (roles.NONE, _("Not used"))],
                roles.role(kept, self.item.name),
                lambda role: roles.give(kept, self.item.name, role), name=_("In the show"),
            ),
            Text(_("Spare glasses get the script too and take over in one tap."), "small", "faint"),
        )  # fmt: skip

    def _farewell(self) -> Card:
        linked = self.care is not None and self.care.linked
        clear = Button(_("Remove the scripts from them"), self._deeds.clear, kind="plain",
                       icon="trash", wide=True)  # fmt: skip
        return Card(
            *([clear] if linked else []),
            Button(_("Forget these glasses"), self._deeds.forget, kind="plain", icon="unlink",
                   wide=True),
        )  # fmt: skip

    def _tell_lost(self, care: Care) -> None:
        away = care.error is None and care.device is not None and not care.linked
        if away != bool(self._lost.children):
            self._lost.clear_widgets()
            self._lost.padding = (0, dp(theme.SPACE) if away else 0, 0, 0)
            if away:
                self._lost.add_widget(Card(
                    Row(Icon("unlink", "warn", 26), Text(_("Out of reach"), bold=True), space=12),
                    Text(_("They are being sought. Bring them nearer and look at their battery; "
                           "the link mends itself.")),
                ))  # fmt: skip


def battery(percent: int | None, charging: bool, low: bool) -> str:
    """How full, in words."""
    if percent is None:
        return _("Battery: they cannot measure it")
    text = _("Battery: {percent} %").format(percent=percent)
    if charging:
        text += _(", charging")
    if low:
        text += _(", low: charge them before the show")
    return text

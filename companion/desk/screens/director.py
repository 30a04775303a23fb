"""The director's page of a show, as the operator handles it: on and off, who may join, who is in.

The page stays when the sheet is closed, and ends with the show.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from kivy.metrics import dp, sp
from kivy.uix.boxlayout import BoxLayout

from companion.desk import theme
from companion.desk.context import Desk
from companion.desk.jobs import Progress
from companion.desk.language import _, lines
from companion.desk.widgets import (
    Badge,
    Button,
    Choice,
    Column,
    Fitted,
    Menu,
    Row,
    Sheet,
    Text,
    Toggle,
)
from companion.desk.widgets.paint import Ground
from companion.desk.widgets.qr import Qr
from companion.director import Director, Performance, Person, Role, addresses
from companion.script import Script
from companion.stage.messages import presets
from companion.stage.running import Running

WIDTH = 720
SIDE_BY_SIDE = 560  # dp from which code and words stand side by side
CODE = 264  # dp
_GROUPS = 8  # pairs of a fingerprint on a line


def open_sheet(desk: Desk, running: Running) -> None:
    """Show the sheet of the show that runs."""
    directing = desk.directing
    known = directing.show if isinstance(directing, Directing) else None
    if not isinstance(known, _Kept) or known.running is not running:
        ready = running.plan.messages or presets(running.script.language)
        desk.directing = directing = Directing(desk, _Kept(desk, running), ready)
    directing.open()


class _Kept:
    """A show as the page knows it, whose edits are there again if it is taken up after a crash."""

    def __init__(self, desk: Desk, running: Running) -> None:
        self._desk = desk
        self.running = running
        self.view = running.view
        self.operate = running.operate
        self.anchor = running.anchor
        self.tell = running.tell

    @property
    def script(self) -> Script:
        return self.running.script

    @property
    def place(self) -> int:
        return self.running.place

    async def edit(self, script: Script) -> None:
        stage = self._desk.stage
        await (stage.edit if stage.running is self.running else self.running.edit)(script)


class Directing:
    """One show's page. changed: called when somebody came or went, for whoever shows `people`."""

    def __init__(
        self, desk: Desk, show: Performance, messages: Sequence[str] = (),
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._desk = desk
        self.show = show
        self._told = changed
        self._sheet: _Page | None = None
        self._director = Director(show, desk.folder / "director", messages, self._changed, lines)
        self._where = ""
        self._role = Role.WATCH  # in every show anew: nobody gets control by an old choice

    @property
    def people(self) -> int:
        """How many are in."""
        return len(self._director.people)

    def open(self) -> None:
        """Show the sheet; people can join while it is there."""
        if self._sheet is None:
            if self._director.started:
                self._director.invite(self._role)
            self._sheet = _Page(self._director, self)
            self._sheet.show(self._desk)

    async def end(self) -> None:
        """The show is over: so is the page."""
        if self._sheet is not None:
            self._sheet.close()
        await self._director.stop()

    # -- what the sheet asks for

    def switch(self, on: bool) -> None:
        """Offer the page, or end it with every session."""
        self._work(self._start if on else self._director.stop)

    def move(self, ip: str) -> None:
        """Offer it on another of this computer's addresses; who is in joins there anew."""
        self._where = ip

        async def move() -> None:
            await self._director.stop()
            await self._start()

        self._work(move)

    async def _start(self) -> None:
        places = addresses()
        await self._director.start(next((one for one in places if one.ip == self._where), None))
        self._director.invite(self._role)

    def _work(self, step: Callable[[], Awaitable[None]]) -> None:
        async def work(progress: Progress) -> None:
            try:
                await step()
            finally:
                self._changed()

        self._desk.job(_("Page for the director"), work)

    def invite(self, role: str) -> None:
        """A new code and PIN, for those who shall join as `role`."""
        self._role = Role(role)
        self._director.invite(self._role)

    @property
    def role(self) -> str:
        """What those who join now may do."""
        return self._role.value

    def closed(self) -> None:
        """The sheet has gone; nobody can join until it is there again."""
        self._sheet = None
        self._director.close_door()

    def _changed(self) -> None:
        if self._sheet is not None:
            self._sheet.fill()
        self._told()


class _Page:
    """The sheet."""

    def __init__(self, director: Director, directing: Directing) -> None:
        self._director = director
        self._directing = directing
        self._shown: object = None
        self._switch = Toggle(
            _("Page for the director"), director.started, directing.switch,
            hint=_("Somebody on this network watches the show on a phone, or drives it."),
        )
        self._code = Qr(size_hint=(None, None), size=(dp(CODE), dp(CODE)))
        self._code.name = _("Code to scan")
        self._pin = Fitted(
            "", "giant", 0.5, align="auto", bold=True, size_hint_y=None,
            height=sp(theme.size("giant") * 1.4),
        )  # fmt: skip
        self._address = Text(style="title", bold=True)
        self._note = Text(style="small", ink="faint")
        self._role = Choice(
            [(Role.WATCH.value, _("Watch")), (Role.CONTROL.value, _("Control"))], directing.role,
            directing.invite, name=_("Who joins may"),
        )  # fmt: skip
        self._print = Text(style="small", ink="faint")
        words = Column(
            Text(_("Scan the code, or open this address and type the PIN:"), ink="faint"),
            self._address, self._pin, self._note,
            Text(_("Who joins may"), "small", "faint"), self._role,
            Button(_("New code"), lambda: directing.invite(directing.role), icon="refresh"),
            space=theme.GAP,
        )  # fmt: skip
        self._door = _Beside(self._code, words)
        self._nets = Column(space=theme.GAP, height=0)
        self._people = Column(space=theme.GAP, height=0)
        self._open = Column(
            self._door, self._people, self._nets,
            Text(
                _(
                    "The browser warns of the certificate once: open its details and go on. "
                    "It is this computer's if it reads:"
                ),
                "small", "faint",
            ),
            self._print, space=theme.SPACE,
        )  # fmt: skip
        self._body = Column(self._switch, space=theme.SPACE)
        self._sheet = Sheet(
            _("Director"), [self._body], closed=directing.closed, width=WIDTH
        )
        self.fill()

    def show(self, desk: Desk) -> None:
        self._desk = desk
        self._sheet.open(desk)
        self._fill_nets()

    def close(self) -> None:
        self._sheet.close()

    def fill(self) -> None:
        """Show the present."""
        director = self._director
        self._switch.set(director.started)
        inside = self._open.parent is not None
        if director.started and not inside:
            self._body.add_widget(self._open)
        elif not director.started and inside:
            self._body.remove_widget(self._open)
        if not director.started:
            return
        invitation = director.invitation
        if self._code.coded != director.link:
            self._code.show(director.link)
        self._address.text = director.address.removesuffix("/")
        pin = invitation.pin if invitation else None
        self._pin.text = f"{pin[:3]} {pin[3:]}" if pin else "– – –"
        self._pin.dye("ink" if pin else "faint")
        self._note.text = _told(director.reachable, invitation is not None, pin is not None)
        self._note.dye("faint" if director.reachable else "bad")
        self._role.set(self._directing.role)
        self._print.text = _fingerprint(director)
        self._fill_people()

    def _fill_nets(self) -> None:
        """Where there are several networks, which of them."""
        places = addresses()
        here = self._director.address
        self._nets.clear_widgets()
        if len(places) > 1:
            self._nets.add_widget(
                Menu(
                    self._desk, _("Network"),
                    [(place.ip, f"{place.ip} · {place.interface}") for place in places],
                    next((place.ip for place in places if f"//{place.ip}:" in here), places[0].ip),
                    self._directing.move,
                )
            )  # fmt: skip

    def _fill_people(self) -> None:
        people = self._director.people
        told = [(p.number, p.role, self._director.away(p)) for p in people]
        if told == self._shown:
            return
        self._shown = told
        self._people.clear_widgets()
        self._people.add_widget(
            Text(_("Who is in") if people else _("Nobody has joined yet."),
                 "body" if people else "small", "ink" if people else "faint", bold=bool(people))
        )  # fmt: skip
        for person in people:
            self._people.add_widget(self._line(person))

    def _line(self, person: Person) -> Any:
        director, number = self._director, person.number
        middle = {"center_y": 0.5}
        away = director.away(person)
        who = Column(
            Text(f"{number} · {person.device}", lines=1),
            Text(person.address, "small", "faint", lines=1), space=0,
        )  # fmt: skip
        may = Choice(
            [(Role.WATCH.value, _("Watch")), (Role.CONTROL.value, _("Control"))],
            person.role.value, lambda value: director.allow(number, Role(value)),
            name=_("What {number} may do").format(number=number),
        )  # fmt: skip
        state = Badge(_("away") if away else _("here"), "plain" if away else "good",
                      pos_hint=middle)  # fmt: skip
        out = Button(
            icon="close", kind="danger", name=_("Remove {number}").format(number=number),
            action=partial(director.dismiss, number),
        )  # fmt: skip
        line = Column(Row(who, state, out), may, space=theme.GAP, pad=10)
        Ground(line, theme.colour("raised"), theme.RADIUS)
        return line


class _Beside(BoxLayout):
    """The code and the words: side by side where there is room, else one below the other."""

    def __init__(self, code: Qr, words: Column) -> None:
        super().__init__(size_hint_y=None, spacing=dp(theme.SPACE))
        self._code = code
        self.add_widget(code)
        self.add_widget(words)
        self.bind(width=self._turn, minimum_height=self.setter("height"))
        self._turn()

    def _turn(self, *_event: Any) -> None:
        wide = self.width >= dp(SIDE_BY_SIDE)
        self.orientation = "horizontal" if wide else "vertical"
        self._code.pos_hint = {"center_y": 0.5} if wide else {"center_x": 0.5}


def _told(reachable: bool, open_: bool, pin: bool) -> str:
    if not reachable:
        return _(
            "This computer has left that network: join it again, or switch the page off and on."
        )
    if not open_:
        return _("The code has run out: make a new one.")
    if not pin:
        return _("Too many wrong PINs were tried, so it is void. The code still works.")
    return _("Nobody can join while this sheet is closed; who is in stays.")


def _fingerprint(director: Director) -> str:
    pairs = director.certificate.fingerprint.split(":") if director.certificate else []
    lines = [pairs[n : n + _GROUPS] for n in range(0, len(pairs), _GROUPS)]
    return "SHA-256\n" + "\n".join(":".join(line) for line in lines)

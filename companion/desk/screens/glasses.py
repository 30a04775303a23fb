"""The glasses: who is in reach, pairing, and the care of one pair."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from companion.desk import theme
from companion.desk.context import Desk
from companion.desk.language import _, told
from companion.desk.screens import glasses_roles as roles
from companion.desk.screens.glasses_align import AlignSheet
from companion.desk.screens.glasses_care import Care
from companion.desk.screens.glasses_detail import Detail
from companion.desk.screens.glasses_list import HEIGHT, GlassesRow
from companion.desk.screens.glasses_naming import ask_name
from companion.desk.screens.glasses_pairing import PairingSheet
from companion.desk.screens.glasses_renewal import renewals
from companion.desk.screens.glasses_search import Row as Item
from companion.desk.screens.glasses_search import Search
from companion.desk.screens.glasses_words import trouble
from companion.desk.widgets import (
    Bar,
    Button,
    Card,
    Column,
    Icon,
    List,
    Row,
    Screen,
    Scroll,
    Text,
    ask,
)
from companion.errors import SouffleurError
from companion.glasses.errors import NotPaired

SIDE = 400  # dp, the list beside the detail


class GlassesScreen(Screen):
    """A list, and beside it (on a phone: instead of it) the pair that was chosen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Glasses")
        self.actions = [Button(_("Pair"), self.pair_any, icon="add", kind="primary")]
        self.search = Search(self._heard)
        self.care: Care | None = None
        self.detail: Detail | None = None
        self.aligning: AlignSheet | None = None
        self._items: list[Item] = []
        self._tasks: set[asyncio.Task[Any]] = set()
        self._searching: asyncio.Task[None] | None = None
        self._gone = False
        self.list = List(self._new_row, self._fill_row, height=HEIGHT, picked=self._pick,
                         name="glasses")  # fmt: skip
        self._notes = Column(height=0)
        self._noted = ("", "", "")
        self._left = Column(self._notes, self.list, fill=True, space=theme.GAP)
        self._scroll: Scroll | None = None
        self._right = BoxLayout()
        self._body = BoxLayout(spacing=dp(theme.WIDE_SPACE))
        self.add_widget(self._body)
        self.bind(narrow=self._arrange)
        self._arrange()

    # -- life

    def opened(self, glasses: str = "", **what: Any) -> None:
        """glasses: the name of the pair to show."""
        # A search takes radio time from a show's link.
        self.search.paused = bool(roles.in_show(self.desk))
        self._searching = asyncio.get_running_loop().create_task(self.search.run())
        self._heard()
        wanted = glasses or (roles.main(self.desk.preferences) if not self.narrow else "")
        for number, item in enumerate(self._items):
            if item.name == wanted:
                self._pick(item, number)

    def closed(self) -> bool:
        """See Screen. An update goes on."""
        self._gone = True
        if self._searching is not None:
            self._searching.cancel()
        self._drop_care()
        return True

    def on_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """Escape leads from one pair back to the list on a phone."""
        if key == "escape" and self.narrow and self.detail is not None:
            self.show_list()
            return True
        return False

    # -- the list

    def _new_row(self) -> GlassesRow:
        return GlassesRow(lambda item: self._show(item.name))

    def _fill_row(self, row: GlassesRow, item: Item, _number: int) -> None:
        row.show(item, roles.role(self.desk.preferences, item.name))

    def _heard(self) -> None:
        """The search has news."""
        if self._gone:
            return
        try:
            items = self.search.rows(self.desk.keyring)
        except SouffleurError as error:  # the file of secrets
            self._note("warning", _("The secrets cannot be read"), told(str(error)))
            return
        self._list(items)
        names = [item.name for item in items]
        if self.detail is not None and self.detail.item.name in names:
            place = names.index(self.detail.item.name)
            self.list.choose(place)
            self.detail.show(items[place])
        self._tell_search()

    def _list(self, items: list[Item]) -> None:
        """Rows stay where the same glasses are, lest one goes under somebody's finger."""
        alike = [(item.name, item.paired) for item in items]
        if alike != [(item.name, item.paired) for item in self._items]:
            self._items = items
            self.list.show(items)
            return
        for number, item in enumerate(items):
            self._items[number] = item
            self.list.refresh(number)

    def _tell_search(self) -> None:
        search = self.search
        if roles.in_show(self.desk):
            self._note("", _("A show is running"), _("Glasses are not sought meanwhile."))
        elif search.trouble is not None:
            told = trouble(search.trouble)
            self._note("warning", told.what, told.then)
        elif not search.passes:
            self._note("search", _("Looking for glasses…"), "")
        elif search.note:
            self._note("", "", search.note)
        elif not any(item.sighting for item in self._items):
            self._note("", _("No glasses in reach"), _(
                "Touch them to wake them and bring them near; new ones open for pairing after a "
                "touch of five seconds."
            ))  # fmt: skip
        else:
            self._note("", "", "")

    def _note(self, icon: str, what: str, then: str) -> None:
        """Said above the list; what is said already stays, for the rows would jump."""
        if self._noted == (icon, what, then):
            return
        self._noted = (icon, what, then)
        self._notes.clear_widgets()
        card = Card()
        if what:
            head = [Icon(icon, "warn" if icon == "warning" else "faint", 24)] if icon else []
            card.add_widget(Row(*head, Text(what, bold=True), space=12))
        if then:
            card.add_widget(Text(then, "body" if what else "small", "ink" if what else "faint"))
        if icon == "search":
            card.add_widget(Bar(None))
        if card.children:
            self._notes.add_widget(card)

    # -- one pair

    def _pick(self, item: Item, number: int, address: str = "") -> None:
        self._drop_care()
        self.list.choose(number)
        self.care = renewals(self.desk).of(item.name) if item.paired else None
        if self.care is not None:
            self.care.watch(self._cared)
        elif item.paired and item.name not in roles.in_show(self.desk):
            address = item.sighting.address if item.sighting else address
            self.care = Care(item.name, address, self.desk.keyring, self._cared)
            self.care.open()
        self.detail = Detail(self.desk, self, item, self.care)
        self._arrange()

    def _cared(self) -> None:
        """The link has news."""
        care, detail = self.care, self.detail
        if care is None or detail is None or self._gone:
            return
        if care.ended:  # an update was given up
            self._show(care.name, care.address)
        elif isinstance(care.error, NotPaired) and self.search.stranger(care.name, care.address):
            self._show(care.name)
        else:
            detail.show(detail.item)

    def show_list(self) -> None:
        """Leave the pair that was chosen."""
        self._drop_care()
        self.detail = None
        self.list.choose(-1)
        self._arrange()

    def _drop_care(self) -> None:
        care, self.care = self.care, None
        if care is not None:
            care.watch(None)
            if not care.renewing:
                self._go(care.close())

    def _arrange(self, *_event: Any) -> None:
        side = dp(theme.SPACE if self.narrow else theme.WIDE_SPACE)
        self._body.padding = (side, 0, side, 0)
        self._body.clear_widgets()
        self._right.clear_widgets()
        if self._scroll is not None:
            self._scroll.clear_widgets()
        if not self.narrow or self.detail is None:
            self._left.size_hint_x = 1 if self.narrow else None
            self._left.width = dp(SIDE)
            self._body.add_widget(self._left)
        if self.detail is not None:
            parts = [self.detail]
            if self.detail.parent is not None:
                self.detail.parent.remove_widget(self.detail)
            if self.narrow:
                parts.insert(0, Button(_("All glasses"), self.show_list, icon="back", kind="quiet"))
            inner = Column(*parts, size_hint_x=None)
            inner.padding = (0, 0, dp(6), dp(theme.SPACE))
            self._scroll = Scroll(inner)
            self._scroll.bind(width=lambda scroll, width: setattr(
                inner, "width", min(width, dp(theme.READING))))  # fmt: skip
            self._right.add_widget(self._scroll)
            self._body.add_widget(self._right)
        elif not self.narrow:
            self._right.add_widget(_hint())
            self._body.add_widget(self._right)

    # -- deeds (see glasses_detail.Deeds)

    def pair_any(self) -> None:
        """Pair with whichever glasses are open."""
        self._pair("", "")

    def pair(self) -> None:
        """Pair with the ones that were chosen."""
        if self.detail is not None:
            seen = self.detail.item.sighting
            self._pair(self.detail.item.name, seen.address if seen else "")

    def _pair(self, name: str, address: str) -> None:
        self._drop_care()
        self.search.paused = True
        PairingSheet(self.desk, name, address, self._paired, self._resume)

    def _paired(self, name: str) -> None:
        if not roles.main(self.desk.preferences):
            roles.give(self.desk.preferences, name, roles.MAIN)
        if sum(key.name == name for key in self.desk.keyring.all()) > 1:
            self.desk.tell(_("Several of your glasses are called {name}: rename these.").format(
                name=name), "bad")  # fmt: skip
        self._show(name)

    def _resume(self) -> None:
        self.search.paused = False
        if self.care is None and self.detail is not None:
            self.again()

    def again(self) -> None:
        """Link anew with the ones that were chosen."""
        if self.detail is not None:
            self._show(self.detail.item.name)

    def _show(self, name: str, address: str = "") -> None:
        """address: of the glasses, if their name is not on the air yet."""
        self._heard()
        for number, item in enumerate(self._items):
            if item.name == name:
                self._pick(item, number, address)
                break  # ours before strangers of that name

    def identify(self) -> None:
        """The glasses show their name."""
        care = self.care
        if care is not None:
            self._go(care.identify(), _("They show their name for ten seconds."))

    def align(self) -> None:
        """Move the picture."""
        if self.care is not None:
            self.aligning = AlignSheet(self.desk, self.care)

    def rename(self) -> None:
        """Ask for another name."""
        care = self.care
        if care is None:
            return
        before = care.name
        ask_name(self.desk, before, lambda name: self._go(self._renamed(care, before, name)))

    async def _renamed(self, care: Care, before: str, name: str) -> None:
        seen = self.search.sighting(before)
        await care.rename(name)
        roles.rename(self.desk.preferences, before, name)
        self.desk.tell(_("They are called {name} now.").format(name=name), "good")
        self._show(name, care.address or (seen.address if seen else ""))

    def update(self) -> None:
        """Put this release on them, beside everything else."""
        if self.care is not None:
            renewals(self.desk).begin(self.desk, self.care)

    def clear(self) -> None:
        """Ask, then remove all scripts from them."""
        care = self.care
        if care is None:
            return
        ask(
            self.desk, _("Remove the scripts from {name}?").format(name=care.name),
            _("Nobody can read them there any more. The library keeps its own; a show brings its "
              "script again by itself."),
            _("Remove"),
            lambda: self._go(care.clear(), _("No script is left on {name}.").format(
                name=care.name)),
            danger=True,
        )  # fmt: skip

    def forget(self) -> None:
        """Ask, then forget."""
        if self.detail is None:
            return
        name = self.detail.item.name
        which = self.care.identity if self.care is not None else None
        ask(
            self.desk, _("Forget {name}?").format(name=name),
            _("This computer throws away the secret it shares with them and cannot drive them any "
              "more. To use them again, touch them for five seconds and pair them anew. Other "
              "computers that hold the secret keep it."),
            _("Forget"), lambda: self._forgotten(name, which), danger=True,
        )  # fmt: skip

    def _forgotten(self, name: str, which: bytes | None) -> None:
        """which: of those that are called so; None: all."""
        called = [key.identity for key in self.desk.keyring.all() if key.name == name]
        for identity in called:
            if which in (None, identity):
                self.desk.keyring.remove(identity)
        if which is None or len(called) == 1:
            roles.give(self.desk.preferences, name, roles.NONE)
        self.show_list()
        self._heard()
        self.desk.tell(_("{name} is forgotten.").format(name=name))

    def _go(self, order: Coroutine[Any, Any, Any], said: str = "") -> None:
        """Do something beside the loop; what goes wrong is told."""

        async def obeyed() -> None:
            try:
                await order
            except SouffleurError as error:
                told = trouble(error)
                self.desk.tell(f"{told.what}: {told.then}", "bad")
            else:
                if said:
                    self.desk.tell(said, "good")

        task = asyncio.get_running_loop().create_task(obeyed())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _hint() -> Any:
    return Text(_("Choose a pair to see how it is and what its wearer likes."), ink="faint",
                fit="fill", align="center")  # fmt: skip

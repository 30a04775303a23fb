"""The window: rail or bar, title, the screen, and what lies above them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.base import stopTouchApp
from kivy.core.window import Window
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from companion.desk import failures, keys, routes, theme
from companion.desk.context import Desk, Offer
from companion.desk.language import _, told
from companion.desk.navigation import Bar, Rail
from companion.desk.overlay import Overlay
from companion.desk.unopened import UnopenedScreen
from companion.desk.widgets import Button, Row, Screen, Sheet, Text, ask
from companion.desk.widgets.focus import focus, reachable
from companion.desk.widgets.motion import appear

Place = tuple[str, dict[str, Any]]


class Shell(FloatLayout):
    """Holds one screen at a time; see context.Window for what screens ask of it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.screen: Screen | None = None
        self.history: list[Place] = []
        self.body = BoxLayout()
        self.overlay = Overlay(desk)
        self.add_widget(self.body)
        self.add_widget(self.overlay)
        self._wide: bool | None = None
        self.bind(size=self._arrange)
        Window.bind(on_key_down=self._key, on_request_close=self._leave)

    def start(self) -> None:
        """Show the first screen: the one that gets a new user going, or the library; a show that
        broke off comes before all."""
        if self.desk.interrupted() and routes.exists("stage"):
            self.go("stage", {})
            return
        first = not self.desk.preferences.get("started", False)
        for route in (*(("first_run",) if first else ()), "library", "settings"):
            if routes.exists(route):
                self.go(route, {})
                return

    def stop(self) -> None:
        """Let go of the window."""
        Window.unbind(on_key_down=self._key, on_request_close=self._leave)
        focus.give(None)

    # -- what screens ask for

    def go(self, route: str, what: dict[str, Any], push: bool = True) -> None:
        """Show another screen, unless the present one stays."""
        if self._left(lambda: self._show(route, what, push)):
            self._show(route, what, push)

    def back(self) -> None:
        """The screen before this one."""
        if len(self.history) > 1:
            route, what = self.history[-2]
            self.go(route, what, push=False)

    def tell(self, text: str, kind: str, offer: Offer | None = None) -> None:
        """A line for a moment."""
        self.overlay.tell(text, kind, offer)

    def put(self, sheet: Sheet) -> None:
        """Show a sheet above everything."""
        self.overlay.put(sheet)

    def take(self, sheet: Sheet) -> None:
        """Take a sheet away."""
        self.overlay.take(sheet)

    def rebuild(self) -> None:
        """Everything anew: look or language has changed."""
        Window.clearcolor = theme.colour("ground")  # the ground: another would be filled twice
        if self.history:
            holder = focus.holder()
            route, what = self.history.pop()
            self._show(route, what, True)
            again = [one for one in reachable(self.body) if _alike(one, holder)]
            focus.give(again[0] if again else None)

    # -- inside

    def _show(self, route: str, what: dict[str, Any], push: bool) -> None:
        def again() -> None:
            self.history.pop()
            self._show(route, what, True)

        made = self._made(route, again)
        if not push:
            self.history.pop()
        elif any(door.route == route for door in routes.doors()):
            self.history = [(route, what)]
        else:
            self.history.append((route, what))
        self._open(made)
        try:
            made.opened(**what)
        except Exception as error:
            self.desk.failed(error)
            self._open(UnopenedScreen(self.desk, error, again))

    def _left(self, then: Callable[[], None]) -> bool:
        """Whether the present screen lets go; else it may do `then` later."""
        if self.screen is None:
            return True
        self.screen.proceed = then
        try:
            return self.screen.closed()
        except Exception as error:
            self.desk.failed(error)
            ask(self.desk, _("This screen cannot be left as it should"),
                told(failures.line(error)), _("Leave all the same"), then, danger=True)  # fmt: skip
            return False

    def _made(self, route: str, again: Callable[[], None]) -> Screen:
        try:
            return routes.screen(route)(self.desk)
        except Exception as error:
            self.desk.failed(error)
            return UnopenedScreen(self.desk, error, again)

    def _open(self, made: Screen) -> None:
        focus.give(None)
        self.screen = made
        self._wide = None
        self._arrange()
        appear(made)

    def _arrange(self, *_event: Any) -> None:
        wide = self.width >= dp(theme.WIDE)
        if self.screen is None or wide == self._wide:
            return
        self._wide = wide
        self.screen.narrow = not wide
        if self.screen.parent is not None:
            self.screen.parent.remove_widget(self.screen)
        self.body.clear_widgets()
        self.body.orientation = "horizontal" if wide else "vertical"
        if self.screen.bare:
            self.body.add_widget(self.screen)
            return
        column = BoxLayout(orientation="vertical")
        column.add_widget(self._head())
        column.add_widget(self.screen)
        route = self.history[0][0]
        if wide:
            self.body.add_widget(Rail(self.desk, route))
            self.body.add_widget(column)
        else:
            self.body.add_widget(column)
            self.body.add_widget(Bar(self.desk, route))

    def _head(self) -> Widget:
        assert self.screen is not None
        side = dp(theme.side(self.width / dp(1)))
        head = Row(height=dp(72), space=theme.GAP, fill=True, size_hint_y=None)
        head.padding = (side, dp(12), side, dp(12))
        if len(self.history) > 1:
            head.add_widget(Button(icon="back", kind="quiet", name=_("Back"), action=self.back))
        head.add_widget(Text(self.screen.title, "title", fit="fill", bold=True, lines=1))
        for action in self.screen.actions:
            if action.parent is not None:
                action.parent.remove_widget(action)
            head.add_widget(action)
        return head

    def _leave(self, *_event: Any, **_source: Any) -> bool:
        """The window is to be closed; True keeps it, until the screen has asked."""
        return not self._left(stopTouchApp)

    def _key(
        self, _window: Any, code: int, _scan: int, _letter: str | None, modifiers: list[str]
    ) -> bool:
        return self.key(keys.named(code), keys.held(modifiers))

    def key(self, key: str, modifiers: frozenset[str]) -> bool:
        """A key went down; True if somebody took it (a field then does not get it)."""
        sheet = self.overlay.sheet()
        scope = sheet or self
        if key == "tab" and not modifiers - {"shift"}:
            focus.move(scope, -1 if "shift" in modifiers else 1)
            return True
        holder = focus.holder()
        if holder is not None and holder.on_control_key(key, modifiers):
            return True
        writing = bool(getattr(holder, "writes", False))
        screen = self.screen
        if sheet is not None and screen and screen.on_key_below(key, modifiers, writing):
            return True
        if writing and key != "escape" and not modifiers - {"shift"}:
            return False
        if sheet is not None:
            if key == "escape" and sheet.may_close:
                sheet.close()
            return key == "escape" or not writing
        if self.screen is not None and self.screen.on_key(key, modifiers):
            return True
        return self._own(key, modifiers)

    def _own(self, key: str, modifiers: frozenset[str]) -> bool:
        if key == "escape":
            if focus.holder() is not None:
                focus.give(None)
            else:
                self.back()
            return True  # Kivy would end the program
        doors = routes.doors()
        if modifiers in ({"ctrl"}, {"meta"}) and key.isdigit() and 0 < int(key) <= len(doors):
            self.desk.go(doors[int(key) - 1].route)
            return True
        return False


def _alike(one: Any, other: Any) -> bool:
    """Whether a control made anew stands for the other."""
    return other is not None and type(one) is type(other) and (
        getattr(one, "name", "") == getattr(other, "name", "")
    )

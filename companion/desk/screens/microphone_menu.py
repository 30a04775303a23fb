"""Which microphone is listened to: a menu that looks for them beside the loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from companion.desk.context import Desk
from companion.desk.jobs import Progress
from companion.desk.language import _
from companion.desk.widgets import Menu
from companion.speech import microphone

BY_HAND = "-"  # the value for none


class MicrophoneMenu(Menu):
    """value: the name of one, "" for the system's choice, BY_HAND for none (if that is offered).

    by_hand: whether it is. What is chosen stays on offer though it is not plugged in. Where sound
    does not work at all there is only the system's choice: a show tells why when it begins.
    """

    def __init__(
        self, desk: Desk, value: str, changed: Callable[[str], Any], by_hand: bool = False
    ) -> None:
        self._by_hand = by_hand
        super().__init__(desk, _("Microphone"), self._offer([], value), value, changed)
        desk.job(
            _("Looking for microphones"), names, self._found, failed=lambda _line: None, quiet=True
        )

    def _found(self, there: Sequence[str]) -> None:
        self.options = self._offer(there, self.value)
        self.set(self.value)

    def _offer(self, there: Sequence[str], value: str) -> list[tuple[str, str]]:
        kept = [value] if value not in ("", BY_HAND, *there) else []
        offer = [("", _("The computer's microphone")), *((name, name) for name in (*there, *kept))]
        return [*offer, (BY_HAND, _("None: by hand"))] if self._by_hand else offer


def names(_progress: Progress) -> list[str]:
    """A job: the microphones there are. Raises AudioError where sound does not work at all."""
    return list(dict.fromkeys(one.name for one in microphone.microphones()))

"""New software for glasses, which goes on whatever screen is open."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from companion.desk import jobs
from companion.desk.context import Desk
from companion.desk.language import _
from companion.desk.screens.glasses_care import Care, Words


class Renewals:
    """The links over which software is on its way now. One for each desk."""

    def __init__(self) -> None:
        self._under_way: dict[str, Care] = {}

    def of(self, name: str) -> Care | None:
        """The link to glasses of that name that are being renewed."""
        return self._under_way.get(name)

    def begin(self, desk: Desk, care: Care) -> None:
        """Put this release on them, beside everything else."""
        name = care.name
        if name in self._under_way:
            return
        words = Words(
            _("Making the software"), _("Bringing it; the script stays on the glass"),
            _("They restart"), _("Out of reach; it goes on when they are back"),
        )  # fmt: skip

        async def work(progress: jobs.Progress) -> str:
            done = False
            try:
                version = (await care.update(progress, words)).version
                done = True
            finally:
                del self._under_way[name]
                if not done or not care.watched:
                    await care.close()  # a link on which it was given up would go on with it
                care.tell()
            return version

        def told(version: str) -> None:
            desk.tell(_("{name} runs {version} now.").format(name=name, version=version), "good")

        self._under_way[name] = care
        desk.job(_("Software for {name}").format(name=name), work, told)


_OF: WeakKeyDictionary[Desk, Renewals] = WeakKeyDictionary()


def renewals(desk: Desk) -> Renewals:
    """Those of this desk."""
    return _OF.setdefault(desk, Renewals())

"""What a check found out: a verdict for each part, and one line what to do. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from tools.device.errors import FINE, UNFIT


class Verdict(Enum):
    """From the best to the worst; NOT_JUDGED says nothing either way."""

    NOT_JUDGED = "not judged"
    OK = "ok"
    WEAK = "weak"
    BAD = "bad"


_RANK = list(Verdict)


@dataclass(frozen=True, slots=True)
class Finding:
    """found: what was seen. do: the next step, "" where there is none. numbers: measured."""

    part: str
    verdict: Verdict
    found: str
    do: str = ""
    numbers: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """device: its name. way: "USB" or "Bluetooth"."""

    device: str
    way: str
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of all."""
        return max((f.verdict for f in self.findings), key=_RANK.index, default=Verdict.NOT_JUDGED)

    @property
    def exit_code(self) -> int:
        """Of the command."""
        return UNFIT if self.verdict is Verdict.BAD else FINE

    @property
    def bad(self) -> str:
        """The bad parts and what to do, in one line; "" if there are none."""
        told = [
            f"{f.part}: {f.found}{'; ' if f.do else ''}{f.do}"
            for f in self.findings if f.verdict is Verdict.BAD
        ]  # fmt: skip
        return ". ".join(told)

    def lines(self) -> list[str]:
        """For people: a line for each part, the advice below it, the sum at the end."""
        told = []
        for finding in self.findings:
            told.append(f"{finding.part:<12} {finding.verdict.value:<11} {finding.found}")
            if finding.do:
                told.append(f"{'':<24} -> {finding.do}")
        return [*told, f"{self.device} by {self.way}: {self.verdict.value}."]

    def record(self) -> dict[str, Any]:
        """For programs."""
        parts = [
            {
                "part": f.part, "verdict": f.verdict.value, "found": f.found, "do": f.do,
                "numbers": dict(f.numbers),
            }
            for f in self.findings
        ]  # fmt: skip
        return {
            "device": self.device, "by": self.way, "verdict": self.verdict.value, "parts": parts,
        }  # fmt: skip


def graded(value: float, ok: float, weak: float) -> Verdict:
    """By two limits; ok may be the higher or the lower one."""
    if ok < weak:
        value, ok, weak = -value, -ok, -weak
    return Verdict.OK if value >= ok else Verdict.WEAK if value >= weak else Verdict.BAD

"""How well the recogniser hears this speaker, learnt from what was surely read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

from companion.follow.parameters import Parameters

_READ_AT_ALL = 0.34  # share that agrees, below which a stretch was rather an aside than misheard
_LONGEST_STRIDE = 2.0  # tokens; what misses more is no recogniser to follow
_HALF_UNHEARD = 0.5  # stride beyond 1 from which the recogniser does as badly as it can
_DEVIATIONS = 2.0  # of the words missed by chance


@dataclass(frozen=True, slots=True)
class Hearing:
    """Never changed in place.

    clarity: share of the words read lately that were understood. stride: tokens read for each
    unit heard; more than 1 where words are not heard at all.
    """

    clarity: float
    stride: float = 1.0

    def after(self, read: int, units: int, agreed: int, tokens: int, p: Parameters) -> Hearing:
        """Having read `read` nodes, `tokens` tokens, while `units` were heard, of which `agreed`
        were the script's."""
        share = min(1.0, agreed / max(read, units))
        if share < _READ_AT_ALL:
            return self
        keep = (1.0 - 1.0 / p.clarity_span) ** tokens
        stride = min(read / max(1, units), _LONGEST_STRIDE)
        return replace(
            self,
            clarity=keep * self.clarity + (1.0 - keep) * share,
            stride=max(1.0, keep * self.stride + (1.0 - keep) * stride),
        )

    def unclear(self, p: Parameters) -> float:
        """0 if the recogniser understands the speaker well, up to 1 if badly."""
        return min(1.0, max(0.0, (p.clear - self.clarity) / (p.clear - p.unclear)))

    def kept_pace(self, distance: int, units: int, p: Parameters) -> bool:
        """Whether a place so many tokens ahead is where somebody would be by now who read on
        while the recogniser understood, or heard, little. The worse it does, the farther that
        goes."""
        unclear = self.unclear(p)
        badly = max(unclear, min(1.0, (self.stride - 1.0) / _HALF_UNHEARD))
        reach = p.pace_forward[0] + badly * (p.pace_forward[1] - p.pace_forward[0])
        share = p.pace_share[0] + unclear * (p.pace_share[1] - p.pace_share[0])
        return distance <= reach and self.in_time(distance, units, p.pace_slack + share * units)

    def in_time(self, distance: int, units: int, slack: float) -> bool:
        """Whether so many units were heard on the way, give or take. Where the recogniser misses
        words the way is longer: by its stride, and by what it misses by chance."""
        missed = (self.stride - 1.0) * self.stride * units  # its variance, of chance alone
        most = self.stride * units + _DEVIATIONS * sqrt(missed)
        return units - slack <= distance <= most + slack

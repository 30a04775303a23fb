"""The phones of the English acoustic model."""

from companion.speech.english import PHONES

CMU: tuple[str, ...] = tuple(PHONES)
SILENCE = "SIL"

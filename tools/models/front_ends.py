"""The synthesisers' own phones in the phones of our models."""

from __future__ import annotations

from collections.abc import Sequence

from tools.recording.espeak import Sound

Phone = tuple[str, float, float]
SILENCE = "SIL"

# eSpeak NG's American English mnemonics; where one stands for two of ours, time is cut in half.
_AMERICAN = {
    "t": "T", "n": "N", "s": "S", "I": "IH", "k": "K", "d": "D", "r": "R", "l": "L", "@": "AH",
    "E": "EH", "p": "P", "z": "Z", "m": "M", "3": "ER", "eI": "EY", "I2": "IH", "a": "AE",
    "f": "F", "N": "NG", "b": "B", "aI": "AY", "i:": "IY", "v": "V", "oU": "OW", "V": "AH",
    "0": "AA", "u:": "UW", "w": "W", "i": "IY", "I#": "IH", "S": "SH", "@L": "AH L", "g": "G",
    "j": "Y", "D": "DH", "a#": "AH", "3:": "ER", "dZ": "JH", "h": "HH", "tS": "CH", "t#": "T",
    "aU": "AW", "o@": "AO R", "A@": "AA R", "O@": "AO R", "T": "TH", "O:": "AO", "r-": "R",
    "aa": "AE", "U": "UH", "e@": "EH R", "@2": "AH", "i@3": "IH R", "i@": "IH AH", "OI": "OY",
    "O2": "OW", "t2": "T", "Z": "ZH", "aI@": "AY AH", "@-": "AH", "U@": "UH R", "aI3": "AY AH",
    "n-": "N", "?": "T", "A:": "AA", "e": "EH", "l^": "L", "x": "K", "i2": "IY", "u": "UW",
    "o": "OW", "aU@": "AW", "@5": "AH", "O": "AO", "U2": "UH", "0#": "AA", "w#": "W", "z2": "Z",
    "d#": "D", "l#": "L", "C": "SH", "A~": "AA", "u2": "UW", "E2": "EH", "a2": "AE", "I3": "IH",
    "@3": "AH", "e2": "EH",
}
# British English drops the r that the same mnemonics have in American English.
_BRITISH = {**_AMERICAN, "3": "AH", "o@": "AO", "O@": "AO", "A@": "AA", "aa": "AA"}
_FLITE = {"ax": "AH", "axr": "ER", "el": "AH L", "en": "AH N", "em": "AH M", "dx": "T", "nx": "N"}
_MARKS = {";", "`", "*", "'", "%", "="}  # stress and length: no sound of their own


def _place(phones: list[Phone], names: str, start: float, end: float) -> None:
    parts = names.split()
    step = (end - start) / len(parts)
    for number, name in enumerate(parts):
        if name == SILENCE and phones and phones[-1][0] == SILENCE:
            phones[-1] = (SILENCE, phones[-1][1], end)
        else:
            phones.append((name, start + number * step, start + (number + 1) * step))


def from_espeak(sounds: Sequence[Sound], language: str) -> list[Phone]:
    """eSpeak NG's sounds as phones; language "en-us", "en" (British) or "zh" (kept as they are).

    Raises KeyError for a mnemonic that has no counterpart yet.
    """
    phones: list[Phone] = []
    table = {"en-us": _AMERICAN, "en": _BRITISH}.get(language)
    for sound in sounds:
        if sound.phone in _MARKS:
            if phones:
                phones[-1] = (phones[-1][0], phones[-1][1], sound.end)
            continue
        name = SILENCE
        if sound.phone:
            name = table[sound.phone] if table else sound.phone
        _place(phones, name, sound.start, sound.end)
    return phones


def from_flite(sounds: Sequence[tuple[str, float, float]]) -> list[Phone]:
    """Flite's sounds (name, start, end) as phones."""
    phones: list[Phone] = []
    for name, start, end in sounds:
        said = SILENCE if name == "pau" else _FLITE.get(name, name.upper())
        _place(phones, said, start, end)
    return phones

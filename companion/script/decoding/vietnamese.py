"""The Vietnamese eight-bit character sets Python has no codec for: VISCII and TCVN3 (ABC).

The tables are those of RFC 1456 and of TCVN 5712:1993, VN1. Both also put a few capitals on
control codes.
"""

from __future__ import annotations

import unicodedata

_VISCII_HIGH = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
    "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)

_VISCII_LOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}

_TCVN3_HIGH = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
    "\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò"
    "ỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)

_TCVN3_LOW = {
    0x01: "Ú", 0x02: "Ụ", 0x04: "Ừ", 0x05: "Ử", 0x06: "Ữ", 0x11: "Ứ",
    0x12: "Ự", 0x13: "Ỳ", 0x14: "Ỷ", 0x15: "Ỹ", 0x16: "Ý", 0x17: "Ỵ",
}


def _table(high: str, low: dict[int, str]) -> dict[int, str]:
    return {**{code: chr(code) for code in range(128)}, **low,
            **{128 + index: char for index, char in enumerate(high)}}


_TABLES = {
    "viscii": _table(_VISCII_HIGH, _VISCII_LOW),
    "tcvn3": _table(_TCVN3_HIGH, _TCVN3_LOW),
}
NAMES = tuple(_TABLES)


def decode(data: bytes, name: str) -> str:
    """Decode by the table called `name` (one of NAMES); composed (NFC)."""
    table = _TABLES[name]
    return unicodedata.normalize("NFC", "".join([table[byte] for byte in data]))


def encode(text: str, name: str) -> bytes:
    """The inverse of `decode`. Raises UnicodeEncodeError for a character the set lacks."""
    codes = {char: code for code, char in reversed(_TABLES[name].items())}
    out = bytearray()
    for index, char in enumerate(unicodedata.normalize("NFC", text)):
        if char not in codes:
            raise UnicodeEncodeError(name, text, index, index + 1, "not in this character set")
        out.append(codes[char])
    return bytes(out)

"""What staff say to a wearer most often."""

from __future__ import annotations

_PRESETS = {
    "en": (
        "Slower, please", "Louder, please", "Five minutes left", "Two minutes left",
        "Please finish",
    ),
    "zh": ("请慢一点", "请大声一点", "还有五分钟", "还有两分钟", "请结束"),
    "vi": ("Chậm lại", "Nói to hơn", "Còn năm phút", "Còn hai phút", "Xin kết thúc"),
    "th": ("ช้าลงหน่อย", "ดังขึ้นหน่อย", "เหลือห้านาที", "เหลือสองนาที", "กรุณาจบ"),
    "id": ("Lebih pelan", "Lebih keras", "Lima menit lagi", "Dua menit lagi", "Mohon diakhiri"),
    "ms": ("Perlahan sikit", "Kuat sikit", "Lima minit lagi", "Dua minit lagi", "Sila tamatkan"),
}  # fmt: skip


def presets(language: str) -> tuple[str, ...]:
    """Messages in the language of this tag, in English where there are none."""
    return _PRESETS.get(language.partition("-")[0].lower(), _PRESETS["en"])

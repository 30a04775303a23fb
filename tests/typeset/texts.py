"""Short speeches, one a language, and the script model made of them without the importers."""

from __future__ import annotations

import re

from icu4py.breakers import WordBreaker

from companion.script.model import Cue, Script, Section, Span, Style, Token

# key: (language, title, text); a line break is a new paragraph, [..] a direction, *..* emphasis.
TEXTS: dict[str, tuple[str, str, str]] = {
    "en": ("en", "The Lamp", (
        "Good evening, everyone. Tonight I want to tell you a short story about light, and about "
        "the *people* who carry it. [pause] When I was seven, my grandmother gave me a lamp.\n"
        "“It’s small,” she said, “and it’s old; but it works!” In 2025, 30% of us still read by "
        "candles."
    )),
    "zh-Hans": ("zh", "一盏灯", (
        "各位来宾，大家晚上好！今天我想讲一个关于灯的故事。[停顿]我七岁那年，奶奶送给我一盏旧油灯，它虽然很小，"
        "却*照亮*了整个房间。\n她说：“孩子，光不是用来看的，而是用来分享的。”2025年，30%的人仍在使用蜡烛。"
    )),
    "zh-Hant": ("zh", "一盞燈", (
        "各位來賓，大家晚安！今天我想講一個關於燈的故事。我七歲那年，奶奶送給我一盞舊油燈，它雖然很小，卻照亮了整個房間。\n"
        "她說：「孩子，光不是用來看的，而是用來分享的。」（鼓掌）"
    )),
    "vi": ("vi", "Ngọn đèn", (
        "Kính thưa quý vị, tối nay tôi muốn kể một câu chuyện ngắn về ánh sáng. Khi tôi bảy tuổi, "
        "bà ngoại tặng tôi một chiếc đèn dầu cũ. Nó nhỏ bé, nhưng đã thắp sáng cả căn nhà.\n"
        "Bà nói: “Ánh sáng không phải để ngắm, mà để *sẻ chia*.” ĐƯỢC! NGƯỜI ẤY, Ễ, Ỗ."
    )),
    "th": ("th", "ตะเกียง", (
        "สวัสดีครับทุกท่าน คืนนี้ผมอยากเล่าเรื่องสั้นเกี่ยวกับแสงสว่าง เมื่อผมอายุเจ็ดขวบ "
        "คุณย่าให้ตะเกียงน้ำมันเก่าแก่ผม มันเล็กแต่ส่องสว่างทั้งบ้าน\n"
        "ผู้ที่ทำน้ำให้คนอื่นดื่ม ย่อมไม่กระหาย ปู่รู้ที่นี่ กตัญญู ฐานะ ปีที่ ๒๕๖๘ ฯลฯ"
    )),
    "lo": ("lo", "ໂຄມໄຟ", (
        "ສະບາຍດີທຸກທ່ານ ຄືນນີ້ຂ້ອຍຢາກເລົ່າເລື່ອງສັ້ນກ່ຽວກັບແສງສະຫວ່າງ ຕອນຂ້ອຍອາຍຸເຈັດປີ "
        "ແມ່ເຖົ້າໃຫ້ໂຄມໄຟນ້ຳມັນເກົ່າແກ່ຂ້ອຍ ມັນນ້ອຍແຕ່ສ່ອງແຈ້ງທັງເຮືອນ"
    )),
    "km": ("km", "ចង្កៀង", (
        "សួស្តីអស់លោកអ្នកនាងទាំងអស់គ្នា។ យប់នេះខ្ញុំចង់និទានរឿងខ្លីមួយអំពីពន្លឺ។ "
        "កាលខ្ញុំអាយុប្រាំពីរឆ្នាំ ជីដូនបានឲ្យចង្កៀងប្រេងចាស់មួយដល់ខ្ញុំ។ "
        "វាតូច ប៉ុន្តែវាបំភ្លឺផ្ទះទាំងមូល។"
    )),
    "my": ("my", "မီးအိမ်", (
        "မင်္ဂလာပါ ခင်ဗျာ။ ဒီည ကျွန်တော် အလင်းအကြောင်း ပုံပြင်တိုလေး တစ်ပုဒ် ပြောပြချင်ပါတယ်။ "
        "ကျွန်တော် ခုနစ်နှစ်အရွယ်မှာ အဘွားက ရေနံဆီမီးအိမ်ဟောင်းလေး ပေးခဲ့တယ်။ "
        "သေးငယ်ပေမဲ့ တစ်အိမ်လုံးကို လင်းစေတယ်။"
    )),
    "ar": ("ar", "المصباح", (
        "مساء الخير أيها السيدات والسادة. أريد أن أحكي لكم قصة قصيرة عن الضوء. عندما كان عمري 7 "
        "سنوات، أعطتني جدتي مصباحًا قديمًا من نوع Lamp 2000 (صغير). كان صغيرًا لكنه أضاء البيت كله."
    )),
    "hi": ("hi", "दीपक", (
        "नमस्कार दोस्तों। आज मैं आपको रोशनी के बारे में एक छोटी कहानी सुनाना चाहता हूँ। जब मैं सात साल का था, "
        "मेरी दादी ने मुझे एक पुराना दीपक दिया। वह छोटा था, लेकिन उसने पूरे घर को रोशन कर दिया।"
    )),
    "mixed": ("zh", "Launch 发布会", (
        "Souffleur 2.0 正式发布，支持 Wi-Fi 与 BLE，价格 ¥199。Welcome 各位 to the show! ขอบคุณครับ "
        "Cảm ơn ສະບາຍດີ.\nVisit https://example.org/souffleur/typesetting today. "
        "Donaudampfschifffahrtsgesellschaft!"
    )),
    "emoji": ("en", "Boxes 😀", (
        "One box each: 😀 and 👨‍👩‍👧 and 👍🏽 and ❤️ and 🇻🇳. A letter no font has: 𒀀. Joiners "
        "alone leave nothing: a\u200db. Accents join: e\u0301 o\u0302\u0301."
    )),
}

_SENTENCE = re.compile(r".+?(?:[.!?။។।؟][\"”]?(?=\s|$)|[。！？][”」]?|$)\s*")
_PLAIN_WORDS = ("zh", "ja")


def script(text: str, language: str, title: str = "") -> Script:
    """One section: sentences are cues, ICU words (in Chinese, characters) are tokens."""
    cues: list[Cue] = []
    spoken = 0
    for number, line in enumerate(text.strip().split("\n")):
        for found in _SENTENCE.findall(line):
            if shown := found.strip():
                cue = _cue(shown, language, len(cues), number, spoken)
                cues.append(cue)
                spoken += len(cue.tokens)
    return Script(title, language, (Section(title, 1, tuple(cues)),))


def speech(key: str) -> Script:
    """One of TEXTS."""
    language, title, text = TEXTS[key]
    return script(text, language, title)


def _cue(marked: str, language: str, number: int, paragraph: int, spoken: int) -> Cue:
    shown, spans = _styles(marked)
    directions = [span for span in spans if span.style is Style.DIRECTION]
    tokens: list[Token] = []
    at = 0
    for word in WordBreaker(shown, language):
        single = len(word) > 1 and language in _PLAIN_WORDS and ord(word[0]) >= 0x2E80
        for part in word if single else [word]:
            outside = not any(span.start <= at < span.end for span in directions)
            if part and part[0].isalnum() and outside:
                tokens.append(Token(part, at, at + len(part), ((part.lower(),),), language))
            at += len(part)
    return Cue(f"c{number}", shown, tuple(tokens), tuple(spans), language, paragraph, spoken)


def _styles(marked: str) -> tuple[str, list[Span]]:
    shown = ""
    spans: list[Span] = []
    for part in re.split(r"(\[[^\]]*\]|\*[^*]+\*)", marked):
        if part.startswith("["):
            spans.append(Span(len(shown), len(shown) + len(part), Style.DIRECTION))
            shown += part
        elif part.startswith("*"):
            spans.append(Span(len(shown), len(shown) + len(part) - 2, Style.EMPHASIS))
            shown += part[1:-1]
        else:
            shown += part
    return shown, spans

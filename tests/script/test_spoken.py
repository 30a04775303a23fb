"""Figures, abbreviations and addresses are expected in the words people use for them."""

from pathlib import Path

import pytest

from companion.script import load, parse_text, phrases, script_words, summarise
from companion.script.spoken import MAX_WAYS, chinese, english_numbers
from companion.script.spoken.asian_numbers import CARDINALS

DEMO = Path(__file__).parents[2] / "companion" / "demo"


def said(sentence: str, token: str) -> list[str]:
    """Ways of the first token printed `token`, Chinese characters without spaces."""
    script = parse_text(sentence, markdown=False)
    found = next(t for t in script.tokens if t.text == token)
    return [("" if found.language == "zh" else " ").join(way) for way in found.spoken]


@pytest.mark.parametrize(("sentence", "token", "likeliest", "others"), [
    ("We met in 2025 in the hall.", "2025", "twenty twenty five",
     ["two thousand twenty five", "two thousand and twenty five"]),
    ("We met in 2005 in the hall.", "2005", "two thousand and five", ["twenty oh five"]),
    ("We met in 1900 in the hall.", "1900", "nineteen hundred", []),
    ("It was in the 1990s that we met.", "1990s", "nineteen nineties", []),
    ("There are 105 of them.", "105", "one hundred five", ["one hundred and five"]),
    ("There are 1,500 of them.", "1,500", "one thousand five hundred", ["fifteen hundred"]),
    ("It is 3.14 in the book.", "3.14", "three point one four", []),
    ("It is 0.5 in the book.", "0.5", "zero point five", ["point five"]),
    ("It is the 21st of them.", "21st", "twenty first", []),
    ("It rose by 30% in the year.", "30%", "thirty percent", ["thirty per cent"]),
    ("It is 10-15% of the sum.", "10-15%", "ten to fifteen percent", []),
    ("It is 5–10 km to the sea.", "5–10", "five to ten", []),
    ("It was 2024–25 in the book.", "2024–25", "twenty twenty four to twenty twenty five", []),
    ("We have $4.5bn for this.", "$4.5bn", "four point five billion dollars", []),
    ("We have $4.5 million for this.", "$4.5", "four point five", []),
    ("We have $4.5 million for this.", "million", "million dollars", ["million"]),
    ("We have US$3m for this.", "US$3m", "three million u s dollars", ["three million dollars"]),
    ("We have RMB100 for this.", "RMB100", "one hundred yuan", ["one hundred renminbi"]),
    ("We have Rp5,000 for this.", "Rp5,000", "five thousand rupiah", []),
    ("It costs €3.50 for this.", "€3.50", "three euros fifty", ["three fifty"]),
    ("We begin at 3:30 in the hall.", "3:30", "three thirty", ["half past three"]),
    ("We begin at 15:30 in the hall.", "15:30", "fifteen thirty", ["half past three"]),
    ("We begin at 9:05 in the hall.", "9:05", "nine oh five", []),
    ("We begin at 8:00 in the hall.", "8:00", "eight o'clock", ["eight"]),
    ("We begin at 3:30pm in the hall.", "3:30pm", "three thirty p m", ["three thirty"]),
    ("Take 1/2 of the sum.", "1/2", "one half", ["a half"]),
    ("Take 3/4 of the sum.", "3/4", "three quarters", []),
    ("We are open 24/7 for you.", "24/7", "twenty four seven", []),
    ("It is 20°C in the hall.", "20°C", "twenty degrees celsius", ["twenty degrees"]),
    ("It is 5km to the sea.", "5km", "five kilometers", ["five kilometres"]),
    ("This is the 5G of the future.", "5G", "five g", []),
    ("Call us on 6123-4567 for this.", "6123-4567", "six one two three four five six seven", []),
    ("On 2025-10-01 we met.", "2025-10-01", "october first twenty twenty five", []),
    ("Dr. Lim is with us.", "Dr", "doctor", []),
    ("Bring fruit, e.g. mangoes, for the children.", "e.g", "for example", ["e g"]),
    ("The ASEAN family is with us.", "ASEAN", "asean", ["a s e a n"]),
    ("The GDP of the region grows.", "GDP", "g d p", ["gdp"]),
    ("The SMEs of the region grow.", "SMEs", "s m e's", ["s m e"]),
    ("The COVID-19 years are over.", "COVID-19", "covid nineteen", []),
    ("The G20 of the world met.", "G20", "g twenty", []),
    ("It is for R&D in the region.", "R&D", "r and d", []),
    ("Send us an e-mail about this.", "e-mail", "email", ["e mail"]),
    ("A well-known teacher is with us.", "well-known", "well known", []),
    ("See https://www.example.org/news for this.", "https://www.example.org/news",
     "example dot org slash news", ["w w w dot example dot org slash news"]),
    ("Write to bob@school.edu.sg about this.", "bob@school.edu.sg",
     "bob at school dot edu dot s g", []),
    ("Follow #EdTech for this.", "#EdTech", "ed tech", ["hashtag ed tech"]),
    ("This & that is for you.", "&", "and", []),
    ("THANK YOU for this.", "THANK", "thank", []),
    ("We don’t know this.", "don’t", "don't", []),
])
def test_english(sentence: str, token: str, likeliest: str, others: list[str]) -> None:
    ways = said(sentence, token)
    assert ways[0] == likeliest
    assert set(others) <= set(ways)


@pytest.mark.parametrize(("sentence", "token", "likeliest", "others"), [
    ("我们在2025年见面。", "2025", "二零二五", ["两千零二十五"]),
    ("增长了30%。", "30%", "百分之三十", []),
    ("增长了5-10%。", "5-10%", "百分之五到百分之十", ["百分之五到十"]),
    ("大约3.5米。", "3.5", "三点五", []),
    ("下午3:30开会。", "3:30", "三点半", ["三点三十分", "三点三十"]),
    ("上午9:05开会。", "9:05", "九点零五分", ["九点零五"]),
    ("下午2:00开会。", "2:00", "两点", ["两点整"]),
    ("一共1.2亿人。", "1.2", "一点二", []),
    ("一共$4.5亿。", "$4.5", "四点五", []),
    ("一共$4.5亿。", "亿", "亿美元", ["亿"]),
    ("一共$2bn。", "$2bn", "二十亿美元", []),
    ("价格是¥100。", "¥100", "一百元", ["一百块", "人民币一百元"]),
    ("这是第3次。", "3", "三", []),
    ("这里有2个人。", "2", "两", ["二"]),
    ("现在是2月。", "2", "二", []),
    ("请拨13800138000。", "13800138000", "幺三八零零幺三八零零零", ["一三八零零一三八零零零"]),
    ("请拨010-12345678。", "010-12345678", "零幺零幺二三四五六七八", []),
    ("一共10200人。", "10200", "一万零二百", ["一万零两百"]),
    ("一共1,234,567人。", "1,234,567", "一百二十三万四千五百六十七", []),
    ("占1/2左右。", "1/2", "二分之一", ["一半"]),
    ("温度是25℃。", "25℃", "二十五摄氏度", ["二十五度"]),
    ("跑了100km。", "100km", "一百公里", []),
    ("我们用5G上课。", "5G", "五g", []),
    ("到２０３０年。", "２０３０", "二零三零", []),
    ("日期是2025-10-01。", "2025-10-01", "二零二五年十月一日", ["二零二五年十月一号"]),
])
def test_chinese(sentence: str, token: str, likeliest: str, others: list[str]) -> None:
    ways = said(sentence, token)
    assert ways[0] == likeliest
    assert set(others) <= set(ways)


@pytest.mark.parametrize(("language", "sentence", "token", "likeliest"), [
    ("vi", "Năm 2025 chúng ta gặp nhau.", "2025", "hai nghìn không trăm hai mươi lăm"),
    ("vi", "Có 1.200 người và 3,5 triệu đồng.", "1.200", "một nghìn hai trăm"),
    ("vi", "Có 1.200 người và 3,5 triệu đồng.", "3,5", "ba phẩy năm"),
    ("id", "Pada tahun 2025 kita bertemu.", "2025", "dua ribu dua puluh lima"),
    ("id", "Harganya Rp500.000 saja.", "Rp500.000", "lima ratus ribu rupiah"),
    ("ms", "Seramai 1,208 orang hadir.", "1,208", "seribu dua ratus lapan"),
    ("fil", "Noong 2025 nagkita tayo.", "2025", "twenty twenty five"),
    ("th", "ปี ๒๕๖๘ เราพบกัน", "๒๕๖๘", "สอง พัน ห้า ร้อย หก สิบ แปด"),
    ("th", "เด็กๆ มาแล้ว", "เด็กๆ", "เด็ก เด็ก"),
    ("lo", "ມີ 21 ຄົນ", "21", "ຊາວ ເອັດ"),
    ("km", "មាន ២៨ នាក់", "២៨", "ម្ភៃ ប្រាំបី"),
    ("my", "လူ ၂၁ ယောက်", "၂၁", "နှစ် ဆယ့် တစ်"),
    ("fr", "Nous avons 30% des voix.", "30%", "trente pour cent"),
])
def test_other_languages(language: str, sentence: str, token: str, likeliest: str) -> None:
    script = parse_text(sentence, language=language, markdown=False)
    found = next(t for t in script.tokens if t.text == token)
    assert " ".join(found.spoken[0]) == likeliest


def _value_of_english(words: list[str]) -> int:
    small = {" ".join(english_numbers.cardinal(n)): n for n in range(100)}
    total = group = 0
    pending: list[str] = []

    def flush() -> int:
        return small[" ".join(pending)] if pending else 0

    for word in words:
        if word == "hundred":
            group += flush() * 100
            pending.clear()
        elif word in ("thousand", "million", "billion"):
            total += (group + flush()) * {"thousand": 10**3, "million": 10**6}.get(word, 10**9)
            group = 0
            pending.clear()
        elif word != "and":
            pending.append(word)
    return total + group + flush()


def _value_of_chinese(text: str) -> int:
    total = section = digit = 0
    for char in text:
        if char in "零一二三四五六七八九":
            digit = "零一二三四五六七八九".index(char)
        elif char in "十百千":
            section += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
        else:
            total = (total + section + digit) * {"万": 10**4, "亿": 10**8}[char]
            section = digit = 0
    return total + section + digit


NUMBERS = [*range(1200), 1999, 2000, 2025, 10_000, 10_001, 10_200, 100_000, 110_000, 1_000_001,
           20_000_000, 12_345_678]


def test_english_and_chinese_cardinals_mean_their_number() -> None:
    for number in NUMBERS:
        for joined in (False, True):
            assert _value_of_english(english_numbers.cardinal(number, joined)) == number
        assert _value_of_chinese("".join(chinese.cardinal(number))) == number


@pytest.mark.parametrize("language", sorted(CARDINALS))
def test_cardinals_of_a_language_differ_for_different_numbers(language: str) -> None:
    ways = {" ".join(CARDINALS[language](number)) for number in NUMBERS}
    assert len(ways) == len(NUMBERS)


@pytest.mark.parametrize("talk", ["en", "zh"])
def test_the_demo_talks_can_be_followed_to_the_last_word(talk: str) -> None:
    script = load(DEMO / f"{talk}.md")
    words = script_words(script)
    assert script.notices == ()
    assert all(1 <= len(token.spoken) <= MAX_WAYS for token in script.tokens)
    assert not [word for word in words if any(c.isdigit() or c in "$%[]" for c in word)]
    for cue in script.cues:
        found = phrases(cue)
        assert bool(found) == bool(cue.tokens)
        assert {word for phrase in found for word in phrase.split()} <= words
    assert 150 < summarise(script).seconds < 185


def test_the_summary_tells_what_will_be_spoken() -> None:
    text = "# Talk\n\nIn 2025, 30% of us met. [pause]\n\n## End\n\nThank you."
    summary = summarise(parse_text(text))
    sections = [(s.title, s.cues, s.tokens) for s in summary.sections]
    assert sections == [("Talk", 1, 6), ("End", 1, 2)]
    assert (summary.cues, summary.tokens, summary.words, summary.directions) == (2, 8, 11, 1)
    assert [(r.text, r.ways[0]) for r in summary.readings] == [
        ("2025", "twenty twenty five"), ("30%", "thirty percent"),
    ]
    assert summary.by_language == (("en", 8),)

"""What language a stretch of text is in.

The writing system decides first. Among languages in Latin letters a small table of function
words and of letters that only one of them uses decides; short or neutral text stays undecided
and inherits from what is around it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from .writing import SCRIPT_LANGUAGES, script_of

UNDECIDED = "und"

# Function words and everyday words of addresses: few, frequent, and telling.
_WORDS = {
    "en": "the of and to in is that for it with as was on be this are by we you our have from "
          "not they which i my your will can has an or all but when who what their there more "
          "good morning thank welcome ladies gentlemen let us",
    "id": "yang dan di ini itu dengan untuk dari dalam tidak akan pada juga ke karena tersebut "
          "bisa ada oleh telah sudah saya kita kami mereka adalah sebagai bahwa anda bapak ibu "
          "saudara hadirin terima kasih selamat pagi harus bukan uang kantor universitas sangat "
          "menjadi seperti banyak lebih setiap apa agar tetapi hanya semua atau para",
    "ms": "yang dan di ini itu dengan untuk dari dalam tidak akan pada juga ke kerana tersebut "
          "boleh ada oleh telah sudah saya kita kami mereka adalah sebagai bahawa anda tuan puan "
          "saudara hadirin terima kasih selamat pagi mesti bukan wang pejabat universiti sangat "
          "menjadi seperti banyak lebih setiap apa agar tetapi hanya semua atau para ialah "
          "pelbagai daripada sahaja kepada ingin lagi kerajaan peluang berbeza",
    "fil": "ang ng mga sa na ay at ito para po natin ating namin aming kami tayo hindi si ni kay "
           "ko mo niya nila sila siya kung pero dahil isang lahat may mayroon bawat upang ngayon "
           "salamat magandang umaga kapag nang din rin lamang wala",
    "vi": "và của là các những một trong cho không có được người với này để đã chúng ta tôi khi "
          "từ đến cũng như về ra trên bạn rất sẽ thế năm hay mỗi phải đó vào quý vị xin cảm ơn",
    "fr": "le la les des et est une que dans pour qui nous vous avec sur pas sont ce au du je "
          "notre cette mais plus aux",
    "es": "el la los las y es una que en para con por del se nos no como más su pero este esta "
          "son lo nuestro muy",
    "pt": "o os as e é uma que em para com por do da dos das não se como mais nosso esta são "
          "muito ao pela",
    "de": "der die das und ist ein eine nicht wir sie mit für von den dem auf es im zu auch "
          "sich sind wird werden",
}
_TABLE = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_LETTERS = {"vi": frozenset("ăđơư"), "de": frozenset("ß"), "es": frozenset("ñ¿¡"),
            "pt": frozenset("ãõ")}
_WORD = re.compile(r"[^\W\d_]+")
_MARGIN = 1.15  # lead over the next language; Indonesian and Malay share most function words
_SHARE = 0.08  # of the words of a text must be known ones
_HAN_WEIGHT = 0.6  # one Han character says about as much as 0.6 of a Latin word


def tag(language: str) -> str:
    """The primary BCP 47 tag meant by a user's setting: "zh-Hant_TW" -> "zh", "tl" -> "fil"."""
    primary = re.split(r"[-_]", language.strip().lower())[0]
    return {"tl": "fil", "cmn": "zh", "yue": "zh", "in": "id", "msa": "ms"}.get(primary, primary)


@dataclass(frozen=True, slots=True)
class Census:
    """How much of a text is in which writing system: Latin in words, others in their units."""

    weights: dict[str, float]
    latin_words: tuple[str, ...]

    @property
    def dominant(self) -> str:
        """The script with the most weight, "" for text without letters."""
        return max(self.weights, key=lambda s: self.weights[s]) if self.weights else ""


def census(text: str) -> Census:
    """Count the letters of `text` by script."""
    letters: Counter[str] = Counter()
    for char, count in Counter(text).items():
        script = script_of(char)
        if script:
            letters[script] += count
    latin = [w for w in _WORD.findall(text) if script_of(w[0]) == "LATIN"]
    if any(script != "LATIN" for script in letters):  # there, acronyms tell nothing
        latin = [w for w in latin if not w.isupper()]
    words = tuple(w.lower() for w in latin)
    weights = {script: count / 5 for script, count in letters.items() if script != "LATIN"}
    if "CJK" in weights:
        weights["CJK"] = letters["CJK"] * _HAN_WEIGHT
    if words:
        weights["LATIN"] = float(len(words))
    return Census(weights, words)


def _scores(words: tuple[str, ...]) -> dict[str, float]:
    """Evidence for each language in Latin letters: known words, and letters of its own."""
    scores = {
        language: float(sum(word in known for word in words))
        for language, known in _TABLE.items()
    }
    letters = Counter(unicodedata.normalize("NFC", "".join(words)))
    for language, own in _LETTERS.items():
        scores[language] += 0.5 * sum(letters[letter] for letter in own)
    scores["vi"] += 0.5 * sum(n for c, n in letters.items() if "\u1ea0" <= c <= "\u1ef9")
    return scores


def detect_latin(words: tuple[str, ...], expected: str = UNDECIDED) -> str:
    """The language of words in Latin letters, or UNDECIDED.

    expected: the language of the text around; another one must be twice as evident.
    """
    if not words:
        return UNDECIDED
    scores = _scores(words)
    (first, best), (other, second) = sorted(scores.items(), key=lambda item: -item[1])[:2]
    if best < max(2.0, _SHARE * len(words)):
        return UNDECIDED
    if expected in scores and first != expected:
        return first if best > 2 * scores[expected] + 1 else expected
    near_twins = {first, other} == {"id", "ms"} and best > second
    return first if near_twins or best >= second * _MARGIN else UNDECIDED


def detect(text: str, *, latin: str = UNDECIDED, han: str = "zh") -> str:
    """The main language of `text`, or UNDECIDED.

    latin: the language of the words in Latin letters around it.
    han: what Han characters mean (a script with kana elsewhere is Japanese).
    """
    counted = census(text)
    script = counted.dominant
    if not script:
        return UNDECIDED
    if script == "LATIN":
        found = detect_latin(counted.latin_words, latin)
        return latin if found == UNDECIDED else found
    if counted.weights.get("HIRAGANA", 0) + counted.weights.get("KATAKANA", 0) > 0.4:
        return "ja"
    return han if script == "CJK" else SCRIPT_LANGUAGES.get(script, UNDECIDED)

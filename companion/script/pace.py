"""How long a script takes to speak: an estimate before anybody has spoken it.

Rates are in spoken words (Chinese: characters; Thai, Lao, Khmer, Burmese: ICU words) a minute,
pauses between sentences included, for a prepared talk to an audience:

- English 140: the middle of the 120 to 150 that guides for speakers and audio books give.
- Chinese 220: a little under the 240 characters of everyday Mandarin; news is read at 300.
- Vietnamese 180, Thai 110: English's 140 words (about 210 syllables) scaled by the measured ratio
  of syllable rates in read speech, Vietnamese 5.3 and Thai 4.7 to English 6.2 a second
  (Coupe, Oh, Dediu, Pellegrino 2019, Science Advances 5(9) eaaw2594), with 1.45 syllables to an
  ICU word of Thai.
- The rest are our estimates by word length; they were not measured.
"""

from __future__ import annotations

from .model import Cue, Script, Section, Style

WORDS_PER_MINUTE = {
    "en": 140.0, "zh": 220.0, "ja": 130.0, "ko": 100.0, "vi": 180.0, "th": 110.0, "lo": 110.0,
    "km": 110.0, "my": 110.0, "id": 110.0, "ms": 110.0, "fil": 120.0,
}
_ELSE = 120.0
DIRECTION_SECONDS = 1.5  # a pause, a glance, a click


def cue_seconds(cue: Cue) -> float:
    """Seconds to speak `cue`, with a moment for each direction in it."""
    seconds = DIRECTION_SECONDS * sum(span.style is Style.DIRECTION for span in cue.spans)
    for token in cue.tokens:
        rate = WORDS_PER_MINUTE.get(token.language, _ELSE)
        seconds += 60.0 / rate * len(token.spoken[0])
    return seconds


def section_seconds(section: Section) -> float:
    """Seconds to speak `section`."""
    return sum(map(cue_seconds, section.cues))


def script_seconds(script: Script) -> float:
    """Seconds to speak `script`."""
    return sum(map(section_seconds, script.sections))

"""What common abbreviations stand for, by language. Keys are lower case without full stops."""

from __future__ import annotations

# Acronyms said as words; all others are said letter by letter.
SAID_AS_WORDS = frozenset(
    "asean apec nato nasa unesco unicef covid sars aids opec fifa uefa brics bimstec interpol "
    "nafta gavi stem laser radar lidar sim pin ram rom gif jpeg scuba escap unctad unido cern "
    "habitat mercosur saarc oxfam ikea lego visa swift fintech wifi cobol basic cop covax "
    "unaids miti bappenas pertamina esa taikonaut".split(" ")
)

EXPANSIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "dr": ("doctor",), "mr": ("mister",), "mrs": ("missus", "misses"), "ms": ("miss", "ms"),
        "prof": ("professor",), "st": ("saint", "street"), "vs": ("versus",),
        "etc": ("et cetera", "etcetera"), "e.g": ("for example", "e g"),
        "i.e": ("that is", "i e"), "jr": ("junior",), "sr": ("senior",), "ltd": ("limited",),
        "approx": ("approximately",), "dept": ("department",), "gen": ("general",),
        "gov": ("governor",), "sen": ("senator",), "hon": ("honourable", "honorable"),
        "amb": ("ambassador",), "ph.d": ("p h d",), "phd": ("p h d",), "no": ("no", "number"),
        "ok": ("okay", "o k"), "tv": ("t v",), "wi-fi": ("wifi", "wi fi"),
        "h.e": ("his excellency", "her excellency", "h e"), "rmb": ("r m b", "renminbi", "yuan"),
        "usd": ("u s dollars", "u s d", "dollars"), "sgd": ("singapore dollars", "s g d"),
        "km": ("kilometers", "kilometres"), "kg": ("kilograms", "kilos"), "mt": ("mount",),
    },
    "vi": {
        "tp": ("thành phố",), "ts": ("tiến sĩ",), "ths": ("thạc sĩ",), "gs": ("giáo sư",),
        "pgs": ("phó giáo sư",), "tphcm": ("thành phố hồ chí minh",), "hcm": ("hồ chí minh",),
        "ubnd": ("ủy ban nhân dân",), "thpt": ("trung học phổ thông",), "km": ("ki lô mét",),
        "kg": ("ki lô gam", "cân"),
    },
    "id": {
        "dr": ("doktor", "dokter"), "prof": ("profesor",), "bpk": ("bapak",), "sdr": ("saudara",),
        "sdri": ("saudari",), "yth": ("yang terhormat",), "dll": ("dan lain lain",),
        "dsb": ("dan sebagainya",), "jl": ("jalan",), "ir": ("insinyur",), "km": ("kilometer",),
        "kg": ("kilogram",), "no": ("nomor",), "rp": ("rupiah",),
    },
    "ms": {
        "dr": ("doktor",), "prof": ("profesor",), "yb": ("yang berhormat",),
        "yab": ("yang amat berhormat",), "dll": ("dan lain lain",), "km": ("kilometer",),
        "kg": ("kilogram",), "rm": ("ringgit",), "tn": ("tuan",), "pn": ("puan",),
    },
    "fil": {
        "dr": ("doktor", "doctor"), "gng": ("ginang",), "bb": ("binibini",), "g": ("ginoo",),
        "kgg": ("kagalang galang",), "atty": ("attorney",), "prof": ("propesor", "professor"),
    },
}

SYMBOLS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {"&": ("and",), "+": ("plus", "and"), "=": ("equals", "is"), "@": ("at",),
           "%": ("percent", "per cent"), "°C": ("degrees celsius", "degrees")},
    "zh": {"&": ("和", "与"), "+": ("加",), "=": ("等 于",), "@": ("艾 特", "at"),
           "%": ("百 分 之",), "°C": ("摄 氏 度", "度")},
    "vi": {"&": ("và",), "+": ("cộng",), "=": ("bằng",), "@": ("a còng",), "%": ("phần trăm",)},
    "id": {"&": ("dan",), "+": ("tambah",), "=": ("sama dengan",), "@": ("at",), "%": ("persen",)},
    "ms": {"&": ("dan",), "+": ("tambah",), "=": ("sama dengan",), "@": ("at",), "%": ("peratus",)},
    "th": {"&": ("และ",), "+": ("บวก",), "=": ("เท่ากับ",), "@": ("แอท",), "%": ("เปอร์เซ็นต์",)},
}

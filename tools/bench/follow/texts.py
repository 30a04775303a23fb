"""The texts that are followed: speeches written for this benchmark, and long made-up scripts.

A text is a list of paragraphs of sentences of words; words are parted by spaces also where a
language does not write them. Commas and stops are left out: nobody speaks them.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from companion.script.model import Token

ENGLISH = """
dear friends and guests thank you for coming so far to be with us this morning / the boats that
brought our grandparents down this river carried rice silk and salt / today the same water
carries containers and the stories of everyone who loads them / i would like to tell you three
of those stories
.
the first is about a market town that nobody could find on a map / its merchants sold paper
umbrellas to travellers from nine provinces / when the railway passed them by they built a
school instead of a station / forty years later their children design bridges on four continents
.
the second story belongs to a teacher called lin who never owned a computer / she asked her
pupils to interview the oldest person in every street and write down one useful thing / that
notebook became a library and the library became a university with six thousand students
.
my third story is shorter because it has not finished / last spring engineers from both banks of
the river sat at one table and shared their flood data for the first time / nobody lost face and
nobody lost a village when the rains came in july
.
so what do these stories ask of us / trade begins where strangers learn each other's words / and
learning begins when somebody stays to listen / let us build more tables than walls and leave
the door open when we go home / thank you
"""

OPENING = "let me say it again because it matters for all of us"
CLOSING = "this is why we are here and this is why we stay together"

SECOND = """
good evening everybody and welcome to the opening of our harbour museum / two hundred years ago
this quay smelled of pepper tar and wet rope / sailors from eleven nations slept in the loft
above your heads
.
we found their letters behind a chimney during the repair works / most of them complain about
the soup / some of them describe storms and some describe a girl at the window across the canal
/ one letter contains nothing but a drawing of a whale wearing a hat
.
restoring the roof cost us three winters and every favour we had left / carpenters taught the
volunteers how to cut oak by hand / a retired plumber drew up plans that our architect still
refuses to believe / on the coldest day of february the whole street brought blankets
.
what you will see tonight is not a finished thing / half of the rooms are waiting for your own
families' objects / bring us a compass a ticket a photograph or a recipe and tell us where it
travelled / the museum grows each time a drawer is opened at home
.
before we cut the ribbon i want to thank the port authority and the bakery on the corner / the
first kept us legal and the second kept us alive / please walk slowly mind the third step and
enjoy the ship's biscuits
"""

CHINESE = """
尊敬的各位来宾女士们先生们大家上午好 / 今天我们在美丽的江边相聚共同讨论一个古老而年轻的话题 /
三百年前先辈们撑着木船沿江而下运送茶叶和瓷器 / 如今同一条江上走着满载货物的集装箱
.
我想先讲一个小镇的故事 / 那里的工匠世代制作油纸伞卖给九个省的旅客 / 铁路绕开小镇的时候他们没有抱怨 /
而是用修车站的钱建起了一所学校 / 四十年以后这些孩子在四大洲设计桥梁
.
第二个故事属于一位姓林的老师 / 她从来没有用过电脑却让学生采访每条街上年纪最大的老人 /
写下一件有用的事情 / 那本笔记后来变成图书馆图书馆又变成六千人的大学
.
最后一个故事还没有结束 / 去年春天两岸的工程师第一次坐在同一张桌子旁边交换洪水数据 /
七月暴雨来临的时候没有一个村庄被淹没 / 合作并不神秘它只需要有人先开口
.
朋友们贸易从陌生人学习对方的语言开始 / 学习从愿意留下来倾听的人开始 /
让我们多摆几张桌子少砌几堵墙 / 离开的时候请把门开着谢谢大家
"""

VIETNAMESE = """
kính thưa quý vị đại biểu và các bạn thân mến / hôm nay chúng ta gặp nhau bên dòng sông đã nuôi
lớn bao thế hệ / ngày xưa thuyền gỗ chở muối gạo và lụa từ thượng nguồn về biển
.
câu chuyện thứ nhất kể về một thị trấn nhỏ không có trên bản đồ / những người thợ ở đó làm ô
giấy bán cho khách từ chín tỉnh / khi đường sắt đi vòng qua họ xây một ngôi trường thay cho nhà ga
.
câu chuyện thứ hai là của một cô giáo chưa từng có máy tính / cô nhờ học trò hỏi chuyện người già
nhất trong mỗi con phố / cuốn vở ấy trở thành thư viện rồi thành trường đại học
.
câu chuyện cuối cùng vẫn còn dang dở / mùa xuân vừa rồi kỹ sư hai bờ cùng ngồi một bàn trao đổi số
liệu lũ lụt / khi mưa lớn đến vào tháng bảy không ngôi làng nào bị ngập / xin cảm ơn tất cả
"""

INDONESIAN = """
yang terhormat para tamu dan sahabat sekalian selamat pagi / hari ini kita berkumpul di tepi sungai
yang membesarkan banyak generasi / dahulu perahu kayu membawa garam beras dan sutra menuju laut
.
kisah pertama tentang kota kecil yang tidak ada di peta / para perajin membuat payung kertas
untuk pelancong dari sembilan provinsi / ketika rel kereta melewati mereka dibangunlah sekolah
bukan stasiun
.
kisah kedua milik seorang guru yang tidak pernah mempunyai komputer / ia meminta muridnya bertanya
kepada orang tertua di setiap jalan / buku catatan itu menjadi perpustakaan lalu menjadi universitas
.
kisah terakhir belum selesai / musim semi lalu insinyur dari kedua tepi duduk di satu meja dan
berbagi data banjir / ketika hujan besar datang bulan juli tidak ada desa yang tenggelam / terima
kasih
"""

THAI = """
สวัสดี ครับ ท่าน ผู้ มี เกียรติ และ เพื่อน ทุก คน / วันนี้ เรา มา พบ กัน ริม แม่น้ำ ที่ เลี้ยง ดู ผู้คน มา หลาย รุ่น /
เมื่อ ก่อน เรือ ไม้ ขน เกลือ ข้าว และ ผ้าไหม ลง สู่ ทะเล
.
เรื่อง แรก เป็น เรื่อง ของ เมือง เล็ก ที่ ไม่ มี ใน แผนที่ / ช่าง ฝีมือ ทำ ร่ม กระดาษ ขาย ให้ นักเดินทาง จาก เก้า จังหวัด /
เมื่อ ทางรถไฟ ไม่ ผ่าน พวกเขา จึง สร้าง โรงเรียน แทน สถานี
.
เรื่อง ที่ สอง เป็น ของ ครู ที่ ไม่ เคย มี คอมพิวเตอร์ / เธอ ให้ นักเรียน สัมภาษณ์ คน แก่ ที่สุด ใน ทุก ถนน /
สมุด เล่ม นั้น กลาย เป็น ห้องสมุด แล้ว กลาย เป็น มหาวิทยาลัย
.
เรื่อง สุดท้าย ยัง ไม่ จบ / ฤดูร้อน ที่ แล้ว วิศวกร จาก สอง ฝั่ง นั่ง โต๊ะ เดียว กัน แบ่งปัน ข้อมูล น้ำท่วม /
เมื่อ ฝน ใหญ่ มา ใน เดือน กรกฎาคม ไม่ มี หมู่บ้าน ใด จม น้ำ / ขอบคุณ ครับ
"""


@dataclass(frozen=True)
class Text:
    """A script with what a benchmark needs to know of it.

    words: as spoken, one per token. paragraphs: index of the first word of each paragraph.
    starts: index of the first word of each sentence. lines: number of the display line of each
    token (126 pixels: about 18 Latin letters or 7 Chinese characters).
    """

    name: str
    language: str
    words: tuple[str, ...]
    paragraphs: tuple[int, ...]
    starts: tuple[int, ...]
    lines: tuple[int, ...]

    def tokens(self) -> list[Token]:
        """The script as the follower takes it."""
        return [Token(word, 0, 0, ((word,),), self.language) for word in self.words]


def wrap(words: list[str], breaks: set[int], language: str) -> list[int]:
    """The display line of each word; a new line at `breaks`."""
    width, space = (7, 0) if language == "zh" else (18, 1)
    lines, line, used = [], -1, width + 1
    for index, word in enumerate(words):
        length = len(word) + space
        if index in breaks or used + len(word) > width:
            line, used = line + 1, 0
        lines.append(line)
        used += length
    return lines


def text(name: str, language: str, source: str) -> Text:
    """A text from paragraphs parted by a line with a stop, sentences parted by slashes."""
    words: list[str] = []
    paragraphs: list[int] = []
    starts: list[int] = []
    for paragraph in source.split("\n.\n"):
        paragraphs.append(len(words))
        for sentence in paragraph.split("/"):
            starts.append(len(words))
            parts = sentence.split()
            words += [c for part in parts for c in part] if language == "zh" else parts
    return Text(
        name, language, tuple(words), tuple(paragraphs), tuple(starts),
        tuple(wrap(words, set(paragraphs), language)),
    )


def with_refrains(name: str, language: str, source: str) -> Text:
    """The same with one opening and one closing sentence in every paragraph."""
    framed = [f"{OPENING} / {part.strip()} / {CLOSING}" for part in source.split("\n.\n")]
    return text(name, language, "\n.\n".join(framed))


def long_text(words: int, seed: int = 1) -> Text:
    """A made-up script: 8,000 pronounceable words drawn by Zipf's law, sentences of 8 to 20."""
    rng = random.Random(seed)
    onsets = ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", "pl"]
    vowels = ["a", "e", "i", "o", "u", "ai", "ou"]
    stock: dict[str, None] = {}
    while len(stock) < 8000:
        parts = rng.choice([1, 2, 2, 3, 3, 4])
        stock["".join(rng.choice(onsets) + rng.choice(vowels) for _ in range(parts))
              + rng.choice(["", "n", "s", "t", "r"])] = None
    vocabulary = list(stock)
    weights = [1.0 / (rank + 3) for rank in range(len(vocabulary))]
    chosen = rng.choices(vocabulary, weights, k=words)
    starts: list[int] = []
    paragraphs: list[int] = []
    place = 0
    while place < words:
        if len(starts) % 5 == 0:
            paragraphs.append(place)
        starts.append(place)
        place += rng.randint(8, 20)
    return Text(
        f"long {words}", "en", tuple(chosen), tuple(paragraphs), tuple(starts),
        tuple(wrap(chosen, set(paragraphs), "en")),
    )


TEXTS = {
    "en": text("english", "en", ENGLISH.strip()),
    "en2": text("harbour", "en", SECOND.strip()),
    "refrains": with_refrains("refrains", "en", ENGLISH.strip()),
    "zh": text("chinese", "zh", CHINESE.strip()),
    "vi": text("vietnamese", "vi", VIETNAMESE.strip()),
    "id": text("indonesian", "id", INDONESIAN.strip()),
    "th": text("thai", "th", THAI.strip()),
}

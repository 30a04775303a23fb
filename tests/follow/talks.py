"""Talks as people bring them, in eleven languages, and how they are spoken.

Read by `companion.script` as the product reads them, so that figures, abbreviations and word
breaks are the product's own.
"""

from __future__ import annotations

from functools import cache

from companion.follow.follower import Follower
from companion.script import Script, parse_text
from tests.follow.speech import Speaker

Spoken = list[tuple[str, int]]
"""Words in the order they are said, each with the last token complete after it."""

TALKS = {
    "en": """
In 2019 our village had 1,250 people and no road. When the river rose, children could not go to
school for 3 weeks. Dr. Nguyen told us that 40% of them never came back.

We asked the ministry for $2.5 million. They laughed, politely, and gave us nothing. So on 14
March 2021 forty neighbours met under a mango tree with a rope, two hammers and one very old
engineer.

He said that a net is strong because every knot is weak. If one knot breaks, the others hold.
Nobody had ever explained engineering to me so well.

Today the bridge is 87.5 metres long and carries 600 people a day. It cost less than 1/10 of the
official estimate. UNESCO sent a photographer; the WHO sent a doctor.

What did we learn? We learned that money arrives after courage, not before it. We learned that
the person who mends nets may know more than the person who draws plans.""",
    "zh": """
各位老师，各位同学，大家下午好。今天我想给大家讲一个关于图书馆的故事。

2018年，我们镇上只有3200户人家，没有一家书店。孩子们放学以后，常常坐在桥头看船，
一坐就是两个小时。

有一天，退休的林老师推着一辆旧三轮车来到桥头，车上放着127本书。他说，谁想看就拿去看，
看完了记得还回来。

第一个星期，丢了一半的书。镇上的人都笑他太天真。林老师却说，书没有丢，书只是还在路上。

到了第二个月，书不但全都回来了，还多出了四十几本。有人放了一本菜谱，有人放了一本修拖拉机的手册。""",
    "mix": """
大家好，我是 Kevin 陈，来自深圳的一家 AI 公司。今天我们发布的新产品叫做 HarborNote，
它是一个会议记录的 app。

过去 3 年，我们的 team 从 5 个人变成了 60 个人，revenue 增长了 240%。但是我最想分享的不是数字，
而是一次失败。

2022 年 6 月，我们的 server 在一场 live demo 上崩溃了，现场有 800 位客户。CTO 急得满头大汗，
产品经理在后台哭了。

那天晚上，我们决定做一件很 old school 的事：给每一位客户打电话，一个一个地道歉。打到第 300
个电话的时候，有一位客户说，你们的态度比你们的 cloud 更可靠。""",
    "vi": """
Kính thưa quý vị, tôi xin kể cho quý vị nghe câu chuyện về một quán phở nhỏ ở cuối phố Hàng Bồ.

Năm 1986, bà ngoại tôi mở quán với 3 cái bàn gỗ và một nồi nước dùng. Mỗi sáng bà dậy lúc 4 giờ,
ninh xương suốt đêm và không bao giờ cho ai xem công thức.

Khách đầu tiên là một bác xích lô. Bác không có tiền, nhưng bà vẫn múc cho bác một bát đầy. Bà
bảo rằng người đói thì phải ăn trước, còn chuyện trả tiền thì để mai tính.

Ba mươi năm sau, con trai của bác xích lô ấy trở thành kỹ sư. Anh quay lại quán, xin sửa mái nhà
bị dột, và nhất định không lấy một đồng nào.""",
    "id": """
Selamat pagi, Bapak dan Ibu sekalian. Izinkan saya bercerita tentang sebuah sekolah yang tidak
punya alamat, karena sekolah itu terapung di atas perahu.

Pada tahun 2014, anak-anak di kampung kami harus mendayung selama 2 jam untuk sampai ke kelas.
Ketika musim hujan tiba, hampir 60% dari mereka berhenti belajar.

Kakek saya adalah tukang kayu. Ia berkata bahwa kalau anak tidak bisa datang ke sekolah, maka
sekolah yang harus datang kepada anak. Kalimat itu kedengarannya lucu, tetapi tidak ada seorang
pun yang tertawa.

Kami membeli perahu tua seharga Rp 7.500.000, lalu memasang papan tulis, 12 bangku, dan satu
lemari buku. Gurunya hanya seorang, Bu Rahmawati, yang setiap hari membawa nasi untuk semua
murid.""",
    "ms": """
Selamat sejahtera kepada semua yang hadir. Saya ingin bercerita tentang sebuah kedai buku kecil
di tengah-tengah pasar malam.

Pada tahun 2016, ayah saya berhenti kerja di kilang dan membuka gerai dengan 45 buah buku
terpakai. Jiran-jiran semua hairan, kerana di sebelah kanan orang menjual satay dan di sebelah
kiri orang menjual selipar.

Malam pertama, hanya seorang budak perempuan yang singgah. Dia tidak mempunyai wang, jadi ayah
saya memberikan buku itu kepadanya dengan satu syarat: dia mesti datang semula dan menceritakan
isi kandungannya.

Minggu berikutnya, budak itu datang bersama 6 orang kawan. Bulan berikutnya, mereka sudah
menjadi 30 orang, dan penjual satay terpaksa menambah kerusi.""",
    "fil": """
Magandang umaga po sa inyong lahat. Nais kong ikuwento sa inyo kung paano nagsimula ang isang
maliit na tulay sa aming baryo.

Noong 2013, sinira ng bagyo ang lahat ng aming bahay. Walang kuryente sa loob ng 4 na buwan, at
ang mga bata ay nag-aaral sa ilalim ng isang sirang bubong.

Sinabi ng lola ko na hindi namin kailangang hintayin ang gobyerno. Kumuha siya ng isang lumang
lubid, itinali sa puno ng niyog, at tinawag ang lahat ng kapitbahay.

Sa unang araw, 11 katao lamang ang dumating. Sa ikalawang linggo, mahigit dalawang daan na kami,
at may nagdala pa ng gitara at mainit na lugaw.""",
    "th": """
สวัสดีครับทุกท่าน วันนี้ผมอยากเล่าเรื่องร้านซ่อมจักรยานเล็กๆ ที่อยู่หลังตลาดเก่าในอำเภอของเรา

เมื่อปี 2555 ลุงสมชายเกษียณจากโรงงาน แล้วเอาเงินเก็บทั้งหมดมาเปิดร้าน
ลุงบอกว่าเด็กทุกคนควรมีจักรยานสักคัน เพราะโรงเรียนอยู่ไกลถึง 8 กิโลเมตร

วันแรกไม่มีลูกค้าเลยสักคน วันที่สองมีเด็กผู้หญิงคนหนึ่งจูงจักรยานพังๆ มา เธอไม่มีเงิน
ลุงจึงสอนให้เธอซ่อมเอง ใช้เวลาทั้งบ่ายกว่าจะเสร็จ

วันรุ่งขึ้นเด็กคนนั้นกลับมาพร้อมเพื่อนอีกห้าคน ทุกคนอยากเรียนซ่อมจักรยาน
ลุงจึงตั้งกฎไว้ข้อเดียวว่า ใครเรียนรู้แล้วต้องไปสอนคนอื่นต่อ""",
    "lo": """
ສະບາຍດີທຸກທ່ານ ມື້ນີ້ຂ້ອຍຢາກເລົ່າເລື່ອງຫ້ອງສະໝຸດນ້ອຍໆ ຢູ່ບ້ານຂອງພວກເຮົາ

ໃນປີ 2015 ຄູສົມພອນໄດ້ເອົາປຶ້ມ 50 ຫົວ ມາວາງໄວ້ໃຕ້ຕົ້ນໄມ້ໃຫຍ່ ເດັກນ້ອຍຫຼາຍຄົນມາອ່ານທຸກໆແລງ
ຫຼັງຈາກເລີກໂຮງຮຽນ

ພໍ່ແມ່ບາງຄົນບໍ່ເຂົ້າໃຈ ວ່າເປັນຫຍັງລູກຂອງເຂົາເຈົ້າຈຶ່ງກັບບ້ານຊ້າ ແຕ່ເມື່ອໄດ້ຍິນລູກອ່ານນິທານໃຫ້ຟັງ
ພວກເຂົາກໍຍິ້ມອອກ

ຕໍ່ມາຊາວບ້ານໄດ້ຊ່ວຍກັນສ້າງເຮືອນໄມ້ຫຼັງໜຶ່ງ ມີຫຼັງຄາ ມີໂຕະ ແລະ ມີໄຟຟ້າ
ທຸກຄົນໃຊ້ເວລາພຽງສອງອາທິດກໍສຳເລັດ""",
    "km": """
ជំរាបសួរលោក លោកស្រី និងមិត្តភក្តិទាំងអស់។
ថ្ងៃនេះខ្ញុំចង់និយាយអំពីបណ្ណាល័យតូចមួយដែលធ្វើដំណើរតាមទូក។

នៅឆ្នាំ 2012 ភូមិរបស់យើងត្រូវបានទឹកជំនន់លិចអស់ ហើយសាលារៀនត្រូវបិទទ្វាររយៈពេល 3 ខែ។
កុមារជាច្រើនមិនមានសៀវភៅសម្រាប់អាន។

ជីតារបស់ខ្ញុំជាអ្នកនេសាទ។ គាត់បានយកទូកចាស់របស់គាត់មកជួសជុល ហើយដាក់សៀវភៅចំនួន 80 ក្បាលនៅលើទូកនោះ។

រៀងរាល់ព្រឹក គាត់អុំទូកពីផ្ទះមួយទៅផ្ទះមួយ។ ក្មេងៗរត់មកមាត់ទឹក ហើយស្រែកហៅឈ្មោះគាត់ដោយក្តីរីករាយ។""",
    "my": """
မင်္ဂလာပါ မိတ်ဆွေအပေါင်းတို့။ ဒီနေ့ ကျွန်တော် ရွာက စာကြည့်တိုက်လေးအကြောင်း ပြောပြချင်ပါတယ်။

2011 ခုနှစ်မှာ ကျွန်တော်တို့ရွာမှာ စာအုပ်ဆိုင် တစ်ဆိုင်မှ မရှိခဲ့ပါဘူး။ ကလေးတွေဟာ ကျောင်းဆင်းရင်
ကစားစရာလည်း မရှိ၊ ဖတ်စရာလည်း မရှိခဲ့ကြပါဘူး။

ဆရာမ ဒေါ်ခင်မြက သူ့အိမ်ရှေ့မှာ စာအုပ် 60 အုပ် ချထားပြီး ကလေးတွေကို ဖိတ်ခေါ်ခဲ့ပါတယ်။ ပထမနေ့မှာ
ကလေး သုံးယောက်ပဲ လာပါတယ်။

နောက်တစ်ပတ်မှာတော့ ကလေး အယောက်နှစ်ဆယ်ကျော် လာကြပါတယ်။ မိဘတွေကလည်း သစ်သားတွေ ယူလာပြီး စင်တွေ
ဆောက်ပေးကြပါတယ်။""",
}


@cache
def talk(name: str) -> Script:
    """One of the talks."""
    return parse_text(TALKS[name], name=name)


def follower(script: Script) -> Follower:
    """A follower as the show makes one."""
    return Follower(script.tokens, starts=starts(script))


def starts(script: Script) -> list[int]:
    """The first token of each cue."""
    return [cue.first_token for cue in script.cues if cue.tokens]


def spoken(script: Script, way: int = 0, first: int = 0, last: int | None = None) -> Spoken:
    """The tokens from `first` to before `last`, each said in its `way`th way or its last one."""
    words = []
    for index, token in list(enumerate(script.tokens))[first:last]:
        said = token.spoken[min(way, len(token.spoken) - 1)]
        words += [(word, index - 1) for word in said[:-1]] + [(said[-1], index)]
    return words


def read(speaker: Speaker, words: Spoken, breath: int = 12) -> list[int]:
    """Say words, with a final result after each `breath`; how far ahead of the voice the
    follower is after each word."""
    off = []
    for word, index in words:
        off.append(speaker.say([word]).heard - index)
        if len(speaker.words) >= breath:
            speaker.stop()
    return off


def back_after(off: list[int]) -> int:
    """Words until the follower is at the voice, give or take three tokens, for three words."""
    return next(n for n in range(len(off)) if all(abs(error) <= 3 for error in off[n : n + 3]))

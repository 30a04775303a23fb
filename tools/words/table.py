"""What the glasses say by themselves, in the languages they can say it in.

By language, in the order of firmware/souffleur/words.py: link lost, linked, following, holding,
searching, timed, by hand, low battery (small, for the strip); waiting, linked, pairing, charge me
(large, for pages). English, Chinese, Vietnamese, Thai, Indonesian, Malay, Filipino, Lao, Khmer
and Burmese.
"""

SMALL = 8  # how many of them stand in the strip

WORDS = {
    "en": (
        "Link lost", "Linked", "Following", "Holding", "Searching", "By time", "By hand",
        "Low battery",
        "Waiting", "Linked", "Pairing", "Charge me",
    ),
    "zh": (
        "连接中断", "已连接", "跟随中", "已暂停", "寻找中", "定时滚动", "手动", "电量低",
        "等待连接", "已连接", "配对", "请充电",
    ),
    "vi": (
        "Mất kết nối", "Đã kết nối", "Đang theo", "Tạm dừng", "Đang tìm", "Theo giờ", "Bằng tay",
        "Pin yếu",
        "Đang chờ", "Đã kết nối", "Ghép nối", "Hãy sạc pin",
    ),
    "th": (
        "สายหลุด", "เชื่อมต่อแล้ว", "กำลังตาม", "หยุดรอ", "กำลังค้นหา", "ตามเวลา", "ด้วยมือ",
        "แบตอ่อน",
        "กำลังรอ", "เชื่อมต่อแล้ว", "จับคู่", "โปรดชาร์จ",
    ),
    "id": (
        "Terputus", "Terhubung", "Mengikuti", "Ditahan", "Mencari", "Per waktu", "Manual",
        "Daya lemah",
        "Menunggu", "Terhubung", "Penyandingan", "Isi daya",
    ),
    "ms": (
        "Terputus", "Bersambung", "Mengikuti", "Ditahan", "Mencari", "Ikut masa", "Manual",
        "Bateri lemah",
        "Menunggu", "Bersambung", "Gandingan", "Sila cas",
    ),
    "fil": (
        "Naputol", "Konektado", "Sumusunod", "Nakahinto", "Naghahanap", "Sa oras", "Mano-mano",
        "Lowbat",
        "Naghihintay", "Konektado", "Pagpapares", "I-charge",
    ),
    "lo": (
        "ສາຍຂາດ", "ເຊື່ອມແລ້ວ", "ຕາມຢູ່", "ຢຸດໄວ້", "ຊອກຫາ", "ຕາມເວລາ", "ດ້ວຍມື",
        "ແບັດອ່ອນ",
        "ກຳລັງລໍຖ້າ", "ເຊື່ອມຕໍ່ແລ້ວ", "ຈັບຄູ່", "ກະລຸນາສາກໄຟ",
    ),
    "km": (
        "ដាច់តំណ", "បានតភ្ជាប់", "តាមដាន", "ផ្អាក", "ស្វែងរក", "តាមម៉ោង", "ដោយដៃ", "ថ្មខ្សោយ",
        "កំពុងរង់ចាំ", "បានតភ្ជាប់", "ផ្គូផ្គង", "សូមសាកថ្ម",
    ),
    "my": (
        "လိုင်းပြတ်", "ချိတ်ဆက်ပြီး", "လိုက်နေသည်", "ခဏရပ်", "ရှာနေသည်", "အချိန်ဖြင့်", "လက်ဖြင့်",
        "အားနည်း",
        "စောင့်နေသည်", "ချိတ်ဆက်ပြီး", "တွဲချိတ်", "အားသွင်းပါ",
    ),
}  # fmt: skip

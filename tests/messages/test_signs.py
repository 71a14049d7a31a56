"""Which warning signs a message states, and that honest messages state none."""

import pytest

from service.messages.signs import phrases, signs_in
from service.wording import SIGNS

LURE = (
    "Customer service job abroad! No experience, high salary. Free flight, visa and food. "
    "The company keeps all passports for safety."
)
HONEST = [
    "Hi mum, my flight lands at nine. Can you pick me up at the airport? My passport is in my bag.",
    "Your parcel arrives tomorrow. The delivery fee is 3.50.",
    "We pay 12 an hour; you need two years of experience. You pay for your own flight.",
    "The value of investments can fall as well as rise, and you may get back less than you put in.",
    "Never tell anyone your PIN. We will never ask for your password.",
    "Dinner at eight? I will text you. Love, Anna",
    "Never share your seed phrase or your private key. We will never ask for your private key.",
    "Don’t enter your recovery phrase anywhere.",
    "BTC 0.0002, USDT 1. The withdrawal fee is taken from your balance.",
    "Your passport is ready: please collect your passport at the embassy between 9 and 12.",
    "Keep your passport safe, and never hand over your passport to an employer.",
    "Bank: do not tell anyone about this OTP. 123456 is your code.",
    "Hey, chat on WhatsApp later? And please join our class Telegram group for homework.",
    "Customer service agent in Phnom Penh, Cambodia. 600 USD, contract and work visa.",
    "I withdraw 200 now, need to pay the rent first. We cannot lose this match, no risk at all.",
    "No experience needed, $15 an hour, apply in person at the restaurant.",
    # th
    "แม่คะ เครื่องลงเก้าโมงนะ พาสปอร์ตอยู่ในกระเป๋า แอดไลน์หนูไว้ด้วย ถอนเงินให้แล้วค่ะ",
    "รับพนักงานเสิร์ฟ รายได้วันละ 400 บาท มีที่พักให้ สมัครที่ร้าน สัมภาษณ์วันเสาร์นี้",
    "เตือนภัย! อย่าส่ง seed phrase หรือ private key ให้ใคร",
    # my
    "seed phrase နဲ့ private key ကို ဘယ်သူ့ကိုမှ မပေးပါနဲ့",
    "အမေရေ လေယာဉ် ကိုးနာရီ ဆိုက်မယ်။ ပတ်စ်ပို့က အိတ်ထဲမှာ။ ရောက်ရင် ဖုန်းဆက်မယ်နော်။",
    "စားပွဲထိုး ခေါ်သည်။ လစာ ၃ သိန်း၊ ထမင်းကျွေးသည်။ ဆိုင်သို့ ကိုယ်တိုင် လာရောက်လျှောက်ထားပါ။",
    # km
    "កុំផ្ញើ seed phrase ឬ private key ទៅអ្នកណា",
    "ម៉ាក់ កូនចុះយន្តហោះម៉ោង៩ ប៉ាស្ព័រនៅក្នុងកាបូប។ ដល់ផ្ទះហើយឆាតតាម Line ម៉ាក់ណា។",
    "ជ្រើសរើសអ្នករត់តុ ប្រាក់ខែ ២២០ដុល្លារ មានបាយថ្ងៃត្រង់។ សូមយកប្រវត្តិរូបមកសម្ភាសន៍នៅហាងថ្ងៃសៅរ៍។",
    # lo
    "ຢ່າສົ່ງ seed phrase ຫຼື private key ໃຫ້ໃຜ",
    "ແມ່ ລູກລົງເຮືອບິນເກົ້າໂມງ ພາສປອດຢູ່ໃນກະເປົາ ຮອດບ້ານແລ້ວຈະທັກໄປທາງ WhatsApp ເດີ້",
    "ຮັບພະນັກງານເສີບ ເງິນເດືອນ 2.500.000 ກີບ ມີເຂົ້າສວຍໃຫ້ ເອົາຊີວະປະຫວັດມາສຳພາດຢູ່ຮ້ານວັນເສົານີ້",
    # zh-Hans
    "千万不要输入私钥，官方不会索要助记词",
    "妈，我九点落地，护照在包里。微信加了表姐，她来机场接我，机票钱我自己付过了。",
    "招聘餐厅服务员，月薪四千五，有经验者优先，请带身份证到店面试。",
    # vi
    "Không nhập cụm từ khôi phục vào trang nào khác, và không gửi seed phrase cho ai.",
    "Mẹ ơi, chín giờ con hạ cánh, hộ chiếu con để trong túi. Mẹ nhắn Zalo cho chị ra đón con nhé.",
    "Quán tuyển nhân viên phục vụ, lương 25 nghìn một giờ. Mang căn cước đến quán phỏng vấn.",
    # id
    "Jangan pernah bagikan seed phrase atau private key Anda kepada siapa pun.",
    "Ma, pesawatku mendarat jam sembilan. Paspor ada di tas. Nanti aku WA kakak biar dijemput.",
    "Dicari pelayan warung, gaji dua juta sebulan, makan siang ditanggung. Bawa KTP ke warung.",
    # zh-Hant
    "請勿提供助記詞或私鑰給任何人",
    "媽，我九點落地，護照在包包裡。表姊加我 LINE 了，她會來接機，機票錢我自己付。",
    "早餐店徵內場人員，時薪 200 元，供一餐，無經驗可，意者請來電或到店面試。",
    # hi
    "माँ, मेरी फ़्लाइट नौ बजे उतरेगी, पासपोर्ट बैग में है। व्हाट्सएप पर मैसेज कर देना, टिकट के पैसे मैंने दे दिए हैं।",
    "दुकान में सेल्समैन चाहिए। तनख़्वाह 12,000 रुपये महीना, एक साल का अनुभव ज़रूरी, दुकान पर आकर मिलें।",
    # ms
    "Jangan sekali-kali kongsi seed phrase atau private key anda.",
    "Mak, flight saya sampai pukul sembilan. Pasport ada dalam beg. Nanti saya WhatsApp mak.",
    "Jawatan kosong: pelayan, gaji RM1,700. Bawa salinan kad pengenalan ke temu duga Sabtu ini.",
    # fil
    "Huwag ibahagi ang seed phrase mo o private key mo kahit kanino.",
    "Ma, alas-nuwebe ang lapag namin. Nasa bag ang passport ko. Sunduin mo ako sa airport ha?",
    "Hiring: waiter, P645 kada araw, may libreng pagkain. Dalhin ang resume sa Sabado.",
]
FOREIGN = [  # by language: a scam message, and the signs it shows
    (
        "รับแอดมินตอบแชทที่ปอยเปต ไม่ต้องมีประสบการณ์ เงินเดือนสูง บริษัทออกค่าเดินทางให้ "
        "บริษัทจะเก็บพาสปอร์ตไว้เพื่อความปลอดภัย สนใจทักเทเลแกรม",
        ["easy-high-pay", "travel-paid", "passport-kept", "other-app"],
    ),
    (
        "မြဝတီမှာ စာရိုက်အလုပ်၊ အတွေ့အကြုံမလို၊ လစာကောင်းပါတယ်။ ခရီးစရိတ်ကို ကုမ္ပဏီက ပေးပါတယ်။ "
        "ပတ်စ်ပို့ကို ကုမ္ပဏီက သိမ်းထားပါမယ်။ အိမ်ကို မပြောနဲ့။",
        ["easy-high-pay", "travel-paid", "passport-kept", "keep-secret"],
    ),
    (
        "ការងារឆាតនៅក្រៅប្រទេស មិនត្រូវការបទពិសោធន៍ ប្រាក់ខែខ្ពស់។ ក្រុមហ៊ុនចេញថ្លៃសំបុត្រយន្តហោះ និងវីសា។ "
        "ក្រុមហ៊ុននឹងរក្សាទុកប៉ាស្ព័រ ដើម្បីសុវត្ថិភាព។ កុំប្រាប់គ្រួសារសិន។",
        ["easy-high-pay", "travel-paid", "passport-kept", "keep-secret"],
    ),
    (
        "ຮັບແອັດມິນຢູ່ສາມຫຼ່ຽມຄຳ ບໍ່ຕ້ອງມີປະສົບການ ເງິນເດືອນສູງ ບໍລິສັດອອກຄ່າເດີນທາງໃຫ້ "
        "ບໍລິສັດຈະເກັບໜັງສືຜ່ານແດນໄວ້ໃຫ້ເພື່ອຄວາມປອດໄພ ສົນໃຈທັກ Telegram",
        ["easy-high-pay", "travel-paid", "passport-kept", "other-app"],
    ),
    (
        "招打字员去缅甸，无需经验，高薪，公司包机票签证，护照由公司保管，有意加我飞机。",
        ["easy-high-pay", "travel-paid", "passport-kept", "other-app"],
    ),
    (
        "Tuyển nhân viên chat tại Campuchia, việc nhẹ lương cao, công ty lo vé máy bay và visa. "
        "Hộ chiếu do công ty giữ cho an toàn. Ai quan tâm kết bạn Telegram nhé.",
        ["easy-high-pay", "travel-paid", "passport-kept", "other-app"],
    ),
    (
        "Dicari admin chat di Kamboja, tanpa pengalaman, gaji besar, tiket pesawat ditanggung "
        "perusahaan. Paspor disimpan perusahaan demi keamanan. Minat? Chat via Telegram.",
        ["easy-high-pay", "travel-paid", "passport-kept", "other-app"],
    ),
    (
        "柬埔寨徵打字客服，不用經驗，高薪，公司包機票，護照統一保管，意者加我飛機，別告訴家人。",
        ["easy-high-pay", "travel-paid", "passport-kept", "other-app", "keep-secret"],
    ),
    (
        "कंबोडिया में नौकरी, बिना अनुभव, महीने के 1 लाख। टिकट और वीज़ा फ्री। पासपोर्ट कंपनी के पास "
        "रहेगा। टेलीग्राम पर मैसेज करें। घरवालों को मत बताना।",
        ["easy-high-pay", "travel-paid", "passport-kept", "other-app", "keep-secret"],
    ),
    (
        "Customer service di Kemboja! Tiket dan visa ditanggung. Pasport akan dipegang syarikat. "
        "Berminat? PM Telegram, jangan bagitahu sesiapa.",
        ["easy-high-pay", "travel-paid", "passport-kept", "other-app", "keep-secret"],
    ),
    (
        "CSR sa Cambodia! Kahit walang experience. Sagot ng company ang ticket. Hawak ng company "
        "ang passport para safe. PM sa Telegram, wag mong sabihin kahit kanino.",
        ["easy-high-pay", "travel-paid", "passport-kept", "other-app", "keep-secret"],
    ),
]


def ids(message: str) -> list[str]:
    return [sign.id for sign in signs_in(message)]


def test_a_lure_shows_its_signs_in_the_order_of_the_message() -> None:
    assert ids(LURE) == ["easy-high-pay", "travel-paid", "passport-kept"]


@pytest.mark.parametrize(("message", "signs"), FOREIGN)
def test_lures_in_other_languages_show_their_signs(message: str, signs: list[str]) -> None:
    assert ids(message) == signs


@pytest.mark.parametrize("message", HONEST)
def test_an_honest_message_shows_none(message: str) -> None:
    assert ids(message) == []


@pytest.mark.parametrize(
    "message",
    [
        "GUARANTEED PROFIT",
        "guaranteed\n\t profit",
        "Ｇｕａｒａｎｔｅｅｄ profit",
        "guaran\u200bteed profit",
        "guaran\u034fteed\u2061 pro\ufe0ffit",
        "gu\u0430rant\u0435ed pr\u043efit",
    ],
)
def test_looks_do_not_hide_a_sign(message: str) -> None:
    assert ids(message) == ["guaranteed-returns"]


@pytest.mark.parametrize("apostrophe", ["'", "\u2019", "\u2018", "\u02bc", ""])
def test_an_apostrophe_hides_no_sign(apostrophe: str) -> None:
    assert ids(f"Please don{apostrophe}t tell your bank") == ["keep-secret"]


@pytest.mark.parametrize(
    ("message", "sign"),
    [
        ("To withdraw your balance you must pay 20% tax first", "pay-to-withdraw"),
        ("Your account is frozen. Deposit 5000 USDT to unlock it.", "pay-to-withdraw"),
        ("Rate hotels on maps and earn $50 per task", "easy-high-pay"),
        ("VIP group, 30% daily ROI, you can't lose money", "guaranteed-returns"),
        ("Enter the 12 secret words of your wallet to restore it", "secret-words"),
        ("Never share your seed phrase. To go on, type your seed phrase here.", "secret-words"),
    ],
)
def test_obvious_lures_show_their_sign(message: str, sign: str) -> None:
    assert ids(message) == [sign]


def test_the_words_are_quoted_as_the_message_has_them() -> None:
    (sign,) = signs_in("gu\u0430ranteed profit")
    assert sign.quote == "gu\u0430ranteed profit"


def test_a_sign_is_quoted_with_a_little_around_it() -> None:
    before, after = "word " * 40, " more" * 40
    (sign,) = signs_in(f"{before}guaranteed profit{after}")
    assert sign.quote.startswith("…word")
    assert sign.quote.endswith("more…")
    assert "guaranteed profit" in sign.quote
    assert len(sign.quote) < 160


def test_words_match_whole() -> None:
    assert ids("unguaranteed profits of doubt") == []


def test_a_sign_far_apart_is_none() -> None:
    assert ids("pay me" + " x" * 60 + " to withdraw") == []


@pytest.mark.parametrize("language", phrases())
def test_every_sign_is_explained_and_every_phrase_is_found_in_itself(language: str) -> None:
    signs = phrases()[language]
    assert signs.keys() == SIGNS.keys()
    for id, said in signs.items():
        for phrase in said:
            if phrase.startswith("!"):
                continue
            assert id in ids(phrase.replace(" ... ", " x ").replace("...", "x")), phrase

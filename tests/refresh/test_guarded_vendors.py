"""The banks, wallets and offices that our readers use are held, with all below them."""

import pytest

from service.refresh.guarddata import build
from service.refresh.guards import Guard, Reason

BEST_KNOWN = {
    "Vietnam": "vietcombank.com.vn techcombank.com acb.com.vn momo.vn zalopay.vn dichvucong.gov.vn",
    "Thailand": "kasikornbank.com scb.co.th bangkokbank.com truemoney.com rd.go.th",
    "Indonesia": "bca.co.id klikbca.com bri.co.id dana.id ovo.id telkomsel.com pajak.go.id",
    "Malaysia": "maybank2u.com.my cimbclicks.com.my tngdigital.com.my hasil.gov.my",
    "Philippines": "gcash.com bdo.com.ph bpi.com.ph maya.ph sss.gov.ph",
    "Singapore": "dbs.com.sg ocbc.com uob.com.sg singpass.gov.sg singtel.com",
    "Hong Kong": "hsbc.com.hk hangseng.com bochk.com octopus.com.hk hketoll.gov.hk",
    "Taiwan": "ctbcbank.com esunbank.com.tw jkopay.com fetc.net.tw npa.gov.tw",
    "mainland China": "icbc.com.cn ccb.com abchina.com cmbchina.com alipay.com 12306.cn",
    "India": "sbi.co.in hdfcbank.com icicibank.com paytm.com phonepe.com incometax.gov.in",
    "Cambodia, Laos, Myanmar": "ababank.com wingbank.com.kh bcel.com.la kbzbank.com kbzpay.com",
    "Japan": "mufg.jp smbc.co.jp rakuten-bank.co.jp paypay.ne.jp kuronekoyamato.co.jp nta.go.jp",
    "Korea": "kbstar.com shinhan.com kakaobank.com toss.im hometax.go.kr",
    "crypto": "polymarket.com hyperliquid.xyz bitkub.com coinhako.com tokocrypto.com",
}


@pytest.fixture(scope="module")
def guard() -> Guard:
    """The packaged lists, and no guard feed at all."""
    return Guard(build({}))


@pytest.mark.parametrize("host", " ".join(BEST_KNOWN.values()).split())
def test_the_banks_and_wallets_of_each_country_are_held_with_all_below(
    guard: Guard, host: str
) -> None:
    assert guard.hold(f"{host}/") is Reason.VENDOR
    assert guard.hold(f"app.{host}/") is Reason.VENDOR
    assert guard.hold(f"{host}/offer/a1b2c3d4e5") is Reason.VENDOR

"""Pages on hosts that many share: somebody's own may be listed, what all pass through never."""

import pytest

from service.refresh.guarddata import build
from service.refresh.guards import Guard

SECTIONS = (
    "accounts.google.com/v3/signin/identifier",
    "accounts.google.com/ServiceLogin",
    "google.com/url",
    "google.com/webhp",
    "accounts.google.com/o/oauth2/v2/auth?client_id=123456789-a1b2c3.apps.googleusercontent.com",
    "google.com/?hl=vi",
    "mail.google.com/mail/u/0/",
    "docs.google.com/forms/u/0/d/",
    "docs.google.com/spreadsheets/d/",
    "drive.google.com/file/d/",
    "google.com/maps/place/",
    "google.com/amp/s/",
    "sites.google.com/view/",
    "play.google.com/store/apps/details",
    "login.microsoftonline.com/common/oauth2/v2.0/authorize",
    "login.live.com/login.srf",
    "outlook.live.com/owa/",
    "microsoft.com/devicelogin",
    "office.com/launch/word",
    "microsoft.com/en-us/microsoft-365/",
    "amazon.com/ap/signin",
    "amazon.com/dp/",
    "amazon.com/gp/cart/",
    "apps.apple.com/vn/app/",
    "signin.ebay.com/ws/",
    "ebay.com/itm/",
    "github.com/login/oauth/authorize",
    "gitlab.com/users/sign_in",
    "stackoverflow.com/questions/",
    "youtube.com/redirect",
    "youtube.com/watch",
    "l.facebook.com/l.php",
    "facebook.com/home.php",
    "m.facebook.com/login/",
    "facebook.com/?ref=home",
    "facebook.com/sharer/sharer.php",
    "instagram.com/accounts/login/",
    "x.com/i/flow/login",
    "twitter.com/intent/tweet",
    "reddit.com/r/",
    "linkedin.com/in/",
    "linkedin.com/uas/login",
    "tiktok.com/login/phone-or-email",
    "discord.com/api/oauth2/authorize",
    "cdn.discordapp.com/attachments/",
    "steamcommunity.com/openid/login",
    "t.me/joinchat/",
    "web.telegram.org/k/",
    "wa.me/message/",
    "vk.com/away.php",
    "nid.naver.com/nidlogin.login",
    "vi.wikipedia.org/wiki/",
    "vnexpress.net/kinh-doanh/",
    "ipfs.io/ipfs/",
    "firebasestorage.googleapis.com/v0/b/",
    "dropbox.com/scl/fi/",
    "zoom.us/wc/join/",
    "archive.org/details/",
    "chase.com/personal/online-banking",
    "paypal.com/webapps/",
    "paypal.com/signin",
)
OWN = (
    "t.me/somebody",
    "t.me/joinchat/AAAAAEHbEkejzxUjAUCfYg",
    "t.me/+AbCdEfGh1234567",
    "wa.me/84912345678",
    "zalo.me/0912345678",
    "facebook.com/wceiclub",
    "facebook.com/groups/moneyback",
    "facebook.com/profile.php?id=100023377551188",
    "m.facebook.com/wceiclub",
    "vi-vn.facebook.com/wceiclub",
    "instagram.com/scam.trader/",
    "twitter.com/cz_binance",
    "x.com/AcalaNetworks",
    "linkedin.com/in/fake-recruiter",
    "tiktok.com/@scam",
    "reddit.com/r/scamsub",
    "steamcommunity.com/profiles/76561198000000000",
    "discord.gg/freenitro",
    "youtube.com/@scamchannel",
    "youtube.com/watch?v=fishSqfw_I0",
    "youtube.com/channel/UCimX5PViTsC0WsJ1y3oc5Kw/videos",
    "medium.com/@binancfinance/b14ef3ec4948-384aac3974af",
    "telegra.ph/Tesla---important-news-12-12-3",
    "docs.google.com/document/d/1x-Ab2CdEfGh3IjKlMnOp/edit",
    "drive.google.com/uc?id=1AbC2dEfGh3iJkL",
    "forms.gle/AbCdEfGhIjk",
    "google.com/amp/s/scam.com/x",
    "google.com/url?q=https://scam.com",
    "sites.google.com/wallcrypus.com/uphold-login/home/",
    "play.google.com/store/apps/details?id=com.ether.etherdelta",
    "apps.apple.com/tw/app/uboecio/id6739427835",
    "chrome.google.com/webstore/detail/ledger-web/egpclopembbljpmifeohhpchacfmienk",
    "zoom.us/j/91234567890",
    "firebasestorage.googleapis.com/v0/b/scam-project.appspot.com/o/x.html",
    "s3.amazonaws.com/bucket/index.html",
    "ipfs.io/ipfs/QmYwAPJzv5CZsnAzt8auVZRn4mQ2oqLMv2gN3r3bzbPq3T/login.html",
    "html.house/7htud1qm.html",
    "dropbox.com/scl/fi/ab12cd34ef56gh/doc.pdf",
    "cdn.discordapp.com/attachments/1234567890/9876543210/x.exe",
    "github.com/scammer/wallet-drainer",
    "amazon.com/dp/B07XYZ1234",
    "ia601400.us.archive.org/18/items/eth_20201027/eth.html",
    "survey.alchemer.com/s3/6382197/C8111-Scholar-June-2021",
    "paypal.com/paypalme/scammer",
    "tinyurl.com/my-scam",
    "berkeley.edu/~john/",
)


@pytest.fixture(scope="module")
def guard() -> Guard:
    """The packaged lists, and no guard feed at all."""
    return Guard(build({}))


@pytest.mark.parametrize("expression", SECTIONS)
def test_a_sign_in_a_redirector_or_a_whole_section_is_nobodys_page(
    guard: Guard, expression: str
) -> None:
    assert guard.hold(expression) is not None


@pytest.mark.parametrize("expression", OWN)
def test_one_persons_page_on_a_shared_host_may_be_listed(guard: Guard, expression: str) -> None:
    assert guard.hold(expression) is None

import pytest

from service.names.defang import defang, refang


@pytest.mark.parametrize(
    ("defanged", "address"),
    [
        ("hxxps://evil.com/a", "https://evil.com/a"),
        ("hXXp://evil.com", "http://evil.com"),
        ("h**p://evil.com", "http://evil.com"),
        ("fxp://evil.com", "ftp://evil.com"),
        ("evil[.]com", "evil.com"),
        ("www(.)evil{.}com", "www.evil.com"),
        ("evil[.com", "evil.com"),
        ("evil.]com", "evil.com"),
        ("evil[dot]com", "evil.com"),
        ("evil (DOT) com", "evil.com"),
        ("http[:]//evil.com", "http://evil.com"),
        ("hxxps[://]evil[.]com[:]8080[/]x", "https://evil.com:8080/x"),
        ("hxxp://evil.com/a[.]php?b[.]c", "http://evil.com/a.php?b.c"),
        ("198[.]51[.]100[.]7", "198.51.100.7"),
    ],
)
def test_a_defanged_address_is_told(defanged: str, address: str) -> None:
    assert refang(defanged) == address


@pytest.mark.parametrize(
    "text",
    [
        "http://evil.com/a[.]b?c=(dot)",  # marks in a path alone may belong there
        "http://[::1]:80/",
        "http://[::ffff:192.0.2.1]/",
        "hxxp.com",
        "",
        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
    ],
)
def test_any_other_text_comes_back_unchanged(text: str) -> None:
    assert refang(text) == text


def test_a_hostile_text_of_64_kb_comes_back() -> None:
    for text in ("[" * 65_536, " [ " * 21_845, " " * 65_536 + "["):
        assert refang(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a.com/?u=http://b.com/x.y", "a[.]com/?u=hxxp://b.com/x.y"),
        ("http://a.com/?u=https://b.com", "hxxp://a[.]com/?u=hxxps://b.com"),
        ("HTTPS://A.com", "hxxpS://A[.]com"),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        ("192.0.2.1:80/\nx", "192[.]0[.]2[.]1:80/\nx"),
    ],
)
def test_no_link_is_left_in_what_is_shown(text: str, shown: str) -> None:
    assert defang(text) == shown

import socket

import pytest

from service.names import domains


@pytest.mark.parametrize(
    ("host", "suffix", "registrable", "icann"),
    [
        ("com", True, None, None),
        ("example.com", False, "example.com", "example.com"),
        ("a.b.example.com", False, "example.com", "example.com"),
        ("co.uk", True, None, None),
        ("www.example.co.uk", False, "example.co.uk", "example.co.uk"),
        ("github.io", True, None, "github.io"),
        ("a.b.github.io", False, "b.github.io", "github.io"),
        ("s3.amazonaws.com", True, None, "amazonaws.com"),
        ("ck", True, None, None),  # "*.ck": every name below is a suffix,
        ("x.ck", True, None, None),
        ("y.x.ck", False, "y.x.ck", "y.x.ck"),
        ("www.ck", False, "www.ck", "www.ck"),  # but for "!www.ck"
        ("a.www.ck", False, "www.ck", "www.ck"),
        ("a.kawasaki.jp", True, None, None),
        ("city.kawasaki.jp", False, "city.kawasaki.jp", "city.kawasaki.jp"),
        ("xn--p1ai", True, None, None),
        ("xn--h1alffa9f.xn--p1ai", False, "xn--h1alffa9f.xn--p1ai", "xn--h1alffa9f.xn--p1ai"),
        ("example.nosuchtld", False, None, None),
        ("localhost", False, None, None),
        ("192.0.2.1", False, None, None),
        ("[2001:db8::1]", False, None, None),
        ("a." * 2_000 + "b.github.io", False, "b.github.io", "github.io"),
    ],
)
def test_the_longest_rule_tells_the_suffix(
    host: str, suffix: bool, registrable: str | None, icann: str | None
) -> None:
    assert domains.is_public_suffix(host) is suffix
    assert domains.registrable(host) == registrable
    assert domains.icann_registrable(host) == icann


@pytest.mark.parametrize(
    ("host", "known"),
    [
        *(("example.com", True), ("example.xn--p1ai", True), ("x.ck", True), ("com", True)),
        *(
            ("example.nosuchtld", False),
            ("localhost", False),
            ("192.0.2.1", False),
            ("[::1]", False),
        ),
    ],
)
def test_a_top_level_domain_is_known_by_the_icann_part(host: str, known: bool) -> None:
    assert domains.has_known_tld(host) is known


@pytest.mark.parametrize("host", ["amazonaws.com", "compute.amazonaws.com", "kawasaki.jp", "uk"])
def test_a_host_above_public_suffixes_is_told(host: str) -> None:
    assert domains.is_above_public_suffix(host)


@pytest.mark.parametrize("host", ["example.com", "a.github.io", "s3.amazonaws.com"])
def test_a_host_with_no_public_suffix_below_is_told(host: str) -> None:
    assert not domains.is_above_public_suffix(host)


def test_the_suffix_list_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    domains._snapshot.cache_clear()
    icann, private = domains._snapshot()
    assert "com" in icann
    assert "github.io" in private

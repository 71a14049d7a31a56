"""Whom a request counts for."""

from ipaddress import ip_network

import pytest

from service.web.clients import client_of, wide_client_of

TRUSTED = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


def asked(address: str, forwarded: str | None = None) -> dict[str, str]:
    environ = {"REMOTE_ADDR": address}
    return environ if forwarded is None else environ | {"HTTP_X_FORWARDED_FOR": forwarded}


def test_a_network_of_ipv6_is_one_client() -> None:
    one, two, other = (
        client_of(asked(address), ())
        for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")
    )
    assert one == two != other


def test_what_one_customer_of_ipv6_may_have_is_one_wide_client() -> None:
    one, two, other, old = (
        wide_client_of(asked("10.0.0.1", address), TRUSTED)
        for address in ("2001:db8:1:2::1", "2001:db8:1:ffff::9", "2001:db8:2:2::1", "192.0.2.7")
    )
    assert one == two != other
    assert old == "192.0.2.7"


def test_an_ipv4_address_is_the_same_however_written() -> None:
    assert client_of(asked("::ffff:192.0.2.7"), ()) == client_of(asked("192.0.2.7"), ())
    assert client_of(asked("192.0.2.7"), ()) != client_of(asked("192.0.2.8"), ())


@pytest.mark.parametrize(
    ("address", "forwarded", "client"),
    [
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "203.0.113.5, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.2.3.4", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1"),
        ("10.0.0.1", "nonsense, 10.2.3.4", "10.2.3.4"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("fd00::1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "[2001:db8::1]", "20010db800000000::/64"),
        ("10.0.0.1", "[2001:db8::1]:4711", "20010db800000000::/64"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
    ],
)
def test_only_trusted_proxies_are_believed(
    address: str, forwarded: str | None, client: str
) -> None:
    assert client_of(asked(address, forwarded), TRUSTED) == client


def test_a_client_without_an_address_is_still_counted() -> None:
    assert client_of({}, TRUSTED) == client_of(asked("unix:"), TRUSTED) == ""

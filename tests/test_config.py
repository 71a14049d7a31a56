"""Every variable: its default, what it accepts, and what a bad value is told."""

import base64
from ipaddress import ip_network
from pathlib import Path

import pytest
from platformdirs import user_data_dir

from service.config import BadSetting, Settings, from_env

SEED = bytes(range(32))
SEED_TEXT = base64.b64encode(SEED).decode()
NAMES = (
    *("MYNAH_REDIS_URL", "MYNAH_DATA_DIR", "MYNAH_FEED_MIRROR", "MYNAH_FEEDS", "MYNAH_PUBLIC_URL"),
    *("MYNAH_SECRET_KEY", "MYNAH_SIGNING_KEY", "MYNAH_TRUSTED_PROXIES", "MYNAH_RATE_LIMIT"),
    "MYNAH_TAXII_TOKENS",
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE"),
)


def test_nothing_set_gives_the_defaults() -> None:
    assert from_env({}) == Settings(data_dir=Path(user_data_dir("mynah", appauthor=False)))
    assert from_env({}).rate_limit == 600


@pytest.mark.parametrize("empty", ["", "  "])
def test_set_but_empty_counts_as_unset(empty: str) -> None:
    assert from_env(dict.fromkeys(NAMES, empty)) == from_env({})


def test_every_variable_is_read(tmp_path: Path) -> None:
    catalogue = tmp_path / "feeds.toml"
    catalogue.touch()
    settings = from_env(
        {
            "MYNAH_REDIS_URL": "redis://user:hunter2@db.example:6379/1",
            "MYNAH_DATA_DIR": str(tmp_path / "data"),
            "MYNAH_FEED_MIRROR": str(tmp_path),
            "MYNAH_FEEDS": str(catalogue),
            "MYNAH_PUBLIC_URL": "https://warn.example.org/",
            "MYNAH_SECRET_KEY": "sixteen letters!",
            "MYNAH_SIGNING_KEY": SEED_TEXT,
            "MYNAH_TRUSTED_PROXIES": "10.0.0.7, 192.0.2.0/24 2001:db8::/32",
            "MYNAH_RATE_LIMIT": "0",
            "MYNAH_TAXII_TOKENS": "required",
            "HTTPS_PROXY": "proxy.example:3128",
            "http_proxy": "http://lower.example:1",
            "HTTP_PROXY": "http://upper.example:1",
            "NO_PROXY": "localhost,.example.org",
            "SSL_CERT_FILE": str(catalogue),
        }
    )
    assert settings == Settings(
        data_dir=tmp_path / "data",
        redis_url="redis://user:hunter2@db.example:6379/1",
        feed_mirror=tmp_path,
        feeds=catalogue,
        public_url="https://warn.example.org",
        secret_key="sixteen letters!",
        signing_key=SEED,
        trusted_proxies=tuple(map(ip_network, ("10.0.0.7", "192.0.2.0/24", "2001:db8::/32"))),
        rate_limit=0,
        taxii_tokens=True,
        proxies={
            "http": "http://lower.example:1",
            "https": "http://proxy.example:3128",
            "no": "localhost,.example.org",
        },
        ca_bundle=catalogue,
    )
    for secret in ("hunter2", "sixteen", SEED_TEXT, repr(SEED)):
        assert secret not in repr(settings)


@pytest.mark.parametrize(
    "url",
    [
        *("redis://localhost", "rediss://db.example:6380/0", "unix:///run/redis.sock"),
        *("redis+sentinel://a:26379,b:26379/mynah", "rediss+sentinel://a,b,c/mynah/2"),
    ],
)
def test_redis_is_named_by_url(url: str) -> None:
    assert from_env({"MYNAH_REDIS_URL": url}).redis_url == url


def test_a_mirror_may_be_a_base_address() -> None:
    settings = from_env({"MYNAH_FEED_MIRROR": "http://127.0.0.1:8000/feeds/"})
    assert settings.feed_mirror == "http://127.0.0.1:8000/feeds"


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [
        ("MYNAH_REDIS_URL", "localhost:6379", "redis://host:6379/0"),
        ("MYNAH_REDIS_URL", "http://localhost", "redis://host:6379/0"),
        ("MYNAH_REDIS_URL", "redis://", "redis://host:6379/0"),
        ("MYNAH_REDIS_URL", "redis://localhost:port", "redis://host:6379/0"),
        ("MYNAH_DATA_DIR", "/dev/null", "a directory"),
        ("MYNAH_DATA_DIR", "~nosuchuser/x", "a directory"),
        ("MYNAH_DATA_DIR", "/" + "d" * 300, "a directory"),
        ("MYNAH_FEED_MIRROR", "~nosuchuser/x", "an existing directory"),
        ("MYNAH_FEEDS", "~nosuchuser/x", "an existing file"),
        ("MYNAH_PUBLIC_URL", "https://a b", "https://warn.example.org"),
        ("MYNAH_PUBLIC_URL", "https://x:0/", "https://warn.example.org"),
        ("MYNAH_PUBLIC_URL", 'https://example.org/"onload=', "https://warn.example.org"),
        ("MYNAH_FEED_MIRROR", "/no/such/folder", "an existing directory"),
        ("MYNAH_FEED_MIRROR", "ftp://mirror.example", "an existing directory"),
        ("MYNAH_FEEDS", "/no/such/file.toml", "an existing file"),
        ("MYNAH_PUBLIC_URL", "warn.example.org", "https://warn.example.org"),
        ("MYNAH_PUBLIC_URL", "https://", "https://warn.example.org"),
        ("MYNAH_PUBLIC_URL", "https://[::1", "https://warn.example.org"),
        ("MYNAH_PUBLIC_URL", "https://warn.example.org/?a=b", "without ? or #"),
        ("MYNAH_TRUSTED_PROXIES", "10.0.0.1/8", "addresses or networks"),
        ("MYNAH_TRUSTED_PROXIES", "localhost", "addresses or networks"),
        ("MYNAH_RATE_LIMIT", "-1", "0 turns it off"),
        ("MYNAH_RATE_LIMIT", "many", "0 turns it off"),
        ("MYNAH_TAXII_TOKENS", "yes", "required or optional"),
        ("MYNAH_RATE_LIMIT", "٣", "0 turns it off"),
        ("HTTPS_PROXY", "socks5://proxy.example:1080", "http://host:port"),
        ("SSL_CERT_FILE", "/no/such/ca.pem", "an existing file"),
    ],
)
def test_a_bad_value_is_named_with_what_is_accepted(name: str, value: str, accepted: str) -> None:
    with pytest.raises(BadSetting) as caught:
        from_env({name: value})
    assert str(caught.value).startswith(f"{name} is {value!r}: expected ")
    assert accepted in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MYNAH_SIGNING_KEY", "hunter2"),
        ("MYNAH_SIGNING_KEY", base64.b64encode(b"hunter2").decode()),
        ("MYNAH_SIGNING_KEY", "hünter2"),
        ("MYNAH_SECRET_KEY", "hunter2"),
        ("MYNAH_REDIS_URL", "http://:hunter2@db.example"),
        ("MYNAH_FEED_MIRROR", "https://user:hunter2@mirror.example"),
        ("MYNAH_PUBLIC_URL", "https://user:hunter2@warn.example"),
        ("HTTPS_PROXY", "https://user:hunter2@proxy.example"),
    ],
)
def test_no_message_shows_a_secret(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as caught:
        from_env({name: value})
    assert str(caught.value).startswith(f"{name} is not usable (its value is not shown): expected ")
    assert "nter2" not in str(caught.value)
    assert value not in str(caught.value)

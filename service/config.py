"""The settings, read once from the environment into one frozen value. Nothing below the start of a
program reads the environment itself.
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from types import MappingProxyType
from urllib.parse import SplitResult, urlsplit

from platformdirs import user_data_dir

Network = IPv4Network | IPv6Network

REDIS_SCHEMES = ("redis", "rediss", "unix", "redis+sentinel", "rediss+sentinel")
DEFAULT_RATE_LIMIT = 600
_SEED_BYTES = 32
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+", re.ASCII)  # as urlsplit gives it: in lower case
_ODD = re.compile(r"[^!-~]|[\"'<>\\^`{|}]")  # never in an address that is written out
_MIN_SECRET = 16


class BadSetting(Exception):
    """A variable holds what cannot be used. The text names it, its value and what is accepted."""

    def __init__(self, name: str, value: str | None, accepted: str) -> None:
        """`value` None keeps a secret out of the text."""
        shown = f"{value!r}" if value is not None else "not usable (its value is not shown)"
        super().__init__(f"{name} is {shown}: expected {accepted}")
        self.name, self.value, self.accepted = name, value, accepted


@dataclass(frozen=True)
class Settings:
    """One field per variable of docs/operations.md; one that is unset or empty has its default.

    Fields that can hold a password or a key stay out of `repr`, so that no log shows them.
    """

    data_dir: Path  # MYNAH_DATA_DIR: keys, snapshots and the embedded server's data
    redis_url: str | None = field(default=None, repr=False)  # MYNAH_REDIS_URL; None: embedded
    feed_mirror: Path | str | None = None  # MYNAH_FEED_MIRROR: a directory or a base URL
    feeds: Path | None = None  # MYNAH_FEEDS: another catalogue file
    public_url: str | None = None  # MYNAH_PUBLIC_URL: how people reach us; no slash at its end
    secret_key: str | None = field(default=None, repr=False)  # MYNAH_SECRET_KEY; None: a key file
    signing_key: bytes | None = field(default=None, repr=False)  # MYNAH_SIGNING_KEY: Ed25519 seed
    trusted_proxies: tuple[Network, ...] = ()  # MYNAH_TRUSTED_PROXIES: whose headers we believe
    rate_limit: int = DEFAULT_RATE_LIMIT  # MYNAH_RATE_LIMIT: requests a minute a client; 0: off
    taxii_tokens: bool = False  # MYNAH_TAXII_TOKENS: who reads /taxii2/ needs a token
    # HTTP_PROXY, HTTPS_PROXY and NO_PROXY (or lower case) under the keys "http", "https" and "no".
    proxies: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    ca_bundle: Path | None = None  # SSL_CERT_FILE: certificates to trust when fetching feeds


def from_env(environ: Mapping[str, str]) -> Settings:
    """Read every setting, or raise `BadSetting` for the first that cannot be used."""
    env = {name: value.strip() for name, value in environ.items() if value.strip()}
    return Settings(
        data_dir=_data_dir(env),
        redis_url=_redis_url(env),
        feed_mirror=_feed_mirror(env),
        feeds=_existing_file(env, "MYNAH_FEEDS"),
        public_url=_public_url(env),
        secret_key=_secret_key(env),
        signing_key=_signing_key(env),
        trusted_proxies=_trusted_proxies(env),
        rate_limit=_rate_limit(env),
        taxii_tokens=_taxii_tokens(env),
        proxies=_proxies(env),
        ca_bundle=_existing_file(env, "SSL_CERT_FILE"),
    )


def _data_dir(env: Mapping[str, str]) -> Path:
    name, accepted = "MYNAH_DATA_DIR", "a directory, or a path where one can be made"
    path = _path(name, env.get(name) or user_data_dir("mynah", appauthor=False), accepted)
    if _holds(path.exists) and not _holds(path.is_dir):
        raise BadSetting(name, str(path), accepted)
    return path


def _path(name: str, value: str, accepted: str) -> Path:
    try:
        path = Path(value).expanduser().absolute()
        path.exists()  # a name that is too long, or holds a NUL, is refused by the system
    except (RuntimeError, OSError, ValueError):  # RuntimeError: nobody is called so, after a "~"
        raise BadSetting(name, value, accepted) from None
    return path


def _holds(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except OSError:  # a folder above it that nobody may look into: whoever writes there will say so
        return False


def _redis_url(env: Mapping[str, str]) -> str | None:
    name = "MYNAH_REDIS_URL"
    value = env.get(name)
    if value is None:
        return None
    parts = _split(value)
    if parts is None or parts.scheme not in REDIS_SCHEMES or not (parts.netloc or parts.path):
        accepted = "redis://host:6379/0, rediss://..., unix:///path/to/redis.sock or "
        accepted += "redis+sentinel://host:26379,host:26379/service/0"
        raise BadSetting(name, _unless_password(value), accepted)
    return value


def _feed_mirror(env: Mapping[str, str]) -> Path | str | None:
    name = "MYNAH_FEED_MIRROR"
    value = env.get(name)
    if value is None:
        return None
    if "://" in value:
        return _web_address(name, value, "an existing directory or an http(s):// base address")
    path = _path(name, value, "an existing directory or an http(s):// base address")
    if not _holds(path.is_dir):
        raise BadSetting(name, value, "an existing directory or an http(s):// base address")
    return path


def _existing_file(env: Mapping[str, str], name: str) -> Path | None:
    value = env.get(name)
    if value is None:
        return None
    path = _path(name, value, "the path of an existing file")
    if not _holds(path.is_file):
        raise BadSetting(name, value, "the path of an existing file")
    return path


def _public_url(env: Mapping[str, str]) -> str | None:
    name, accepted = "MYNAH_PUBLIC_URL", "an address such as https://warn.example.org"
    return _web_address(name, env[name], accepted) if name in env else None


def _web_address(name: str, value: str, accepted: str) -> str:
    parts = _split(value)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadSetting(name, _unless_password(value), accepted)
    if not _HOST.fullmatch(parts.hostname) or parts.port == 0 or _ODD.search(value):
        raise BadSetting(name, _unless_password(value), accepted)
    if "@" in parts.netloc:
        raise BadSetting(name, None, accepted + ", without a user name or password")
    if parts.query or parts.fragment:
        raise BadSetting(name, value, accepted + ", without ? or #")
    return value.rstrip("/")


def _secret_key(env: Mapping[str, str]) -> str | None:
    name = "MYNAH_SECRET_KEY"
    value = env.get(name)
    if value is not None and len(value) < _MIN_SECRET:
        raise BadSetting(name, None, f"a random text of at least {_MIN_SECRET} characters")
    return value


def _signing_key(env: Mapping[str, str]) -> bytes | None:
    name = "MYNAH_SIGNING_KEY"
    value = env.get(name)
    if value is None:
        return None
    seed = decode_seed(value)
    if seed is None:
        raise BadSetting(name, None, f"the base64 of {_SEED_BYTES} random bytes (an Ed25519 seed)")
    return seed


def decode_seed(text: str) -> bytes | None:
    """Read the base64 of an Ed25519 seed (32 bytes, RFC 8032), or None when it is no such thing."""
    try:
        seed = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return seed if len(seed) == _SEED_BYTES else None


def _trusted_proxies(env: Mapping[str, str]) -> tuple[Network, ...]:
    name = "MYNAH_TRUSTED_PROXIES"
    networks: list[Network] = []
    for item in env.get(name, "").replace(",", " ").split():
        try:
            networks.append(ip_network(item))
        except ValueError:
            accepted = "addresses or networks such as 10.0.0.7, 192.0.2.0/24, with commas between"
            raise BadSetting(name, item, accepted) from None
    return tuple(networks)


def _rate_limit(env: Mapping[str, str]) -> int:
    name = "MYNAH_RATE_LIMIT"
    value = env.get(name, str(DEFAULT_RATE_LIMIT))
    if not (value.isascii() and value.isdigit() and len(value) <= 9):
        raise BadSetting(name, value, "requests a minute as a whole number (0 turns it off)")
    return int(value)


def _taxii_tokens(env: Mapping[str, str]) -> bool:
    name, known = "MYNAH_TAXII_TOKENS", {"required": True, "optional": False}
    value = env.get(name, "optional")
    if value not in known:
        raise BadSetting(name, value, " or ".join(known))
    return known[value]


def _proxies(env: Mapping[str, str]) -> Mapping[str, str]:
    """Take the usual variables. A CGI server sets HTTP_PROXY from a request header, hence the
    lower-case name first; Mynah is no CGI program, so that the upper-case one is safe too.
    """
    proxies = {}
    for scheme in ("http", "https"):
        name = f"{scheme}_proxy" if f"{scheme}_proxy" in env else f"{scheme.upper()}_PROXY"
        if value := env.get(name):
            parts = _split(value if "://" in value else f"http://{value}")
            if parts is None or parts.scheme != "http" or not parts.hostname:
                raise BadSetting(name, _unless_password(value), "http://host:port")
            proxies[scheme] = parts.geturl()
    if bypass := env.get("no_proxy") or env.get("NO_PROXY"):
        proxies["no"] = bypass
    return MappingProxyType(proxies)


def _split(value: str) -> SplitResult | None:
    try:
        parts = urlsplit(value)
        _ = parts.port if "," not in parts.netloc else None  # a sentinel list has several
    except ValueError:
        return None
    return parts


def _unless_password(value: str) -> str | None:
    return None if "@" in value else value

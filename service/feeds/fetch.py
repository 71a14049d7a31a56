"""The one way out to the internet: a conditional GET with limits, for files we do not trust.

DNS answers as slowly as the system's resolver lets it; everything after that ends with
`Limits.total_seconds`.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import cached_property
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests
import urllib3
from requests.adapters import DEFAULT_CA_BUNDLE_PATH, HTTPAdapter

from service.feeds import mirror as mirrored
from service.feeds.addresses import bypasses_proxy, origin, redirected
from service.feeds.body import whole_body
from service.feeds.connection import Resolve, Route, pool_classes, tls_context
from service.feeds.outcomes import (
    Failed,
    FailureKind,
    Fetched,
    FetchError,
    Limits,
    NotModified,
    Outcome,
    Validators,
)
from service.feeds.refusals import refusal

_CHUNK = 64 * 1024
_LONGEST_VALIDATOR = 1024
_REDIRECTS = (301, 302, 303, 307, 308)


class Fetcher:
    """Fetches feed files. Safe to share between threads; holds no connection between fetches.

    Proxies are honoured when given: a proxy is the operator's own and resolves names itself, so
    that a target behind it is refused as private only as far as we can resolve it too. Variables
    such as HTTPS_PROXY are read by `service.config`, never here; .netrc is never read.
    """

    def __init__(
        self,
        user_agent: str,
        limits: Limits | None = None,
        *,
        allow_private: bool = False,
        stays: bool = False,
        mirror: Path | str | None = None,
        secrets: Mapping[str, str] | None = None,
        proxies: Mapping[str, str] | None = None,
        ca_bundle: Path | None = None,
        resolve: Resolve = socket.getaddrinfo,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`stays` refuses redirects to another origin; `mirror` is a directory or base URL read in
        place of every feed's own address; `secrets` the environment, in which `auth_env` names a
        feed's key; `proxies` as `Settings.proxies`.
        """
        self._user_agent = user_agent
        self._limits = limits or Limits()
        self._allow_private = allow_private
        self._stays = stays
        self._mirror = mirror
        self._secrets = secrets or {}
        self._proxies = proxies or {}
        self._ca_bundle = str(ca_bundle or DEFAULT_CA_BUNDLE_PATH)
        self._resolve = resolve
        self._clock = clock
        self._now = now

    def fetch(
        self,
        url: str,
        mirror_path: str,
        validators: Validators | None = None,
        auth_env: str | None = None,
    ) -> Outcome:
        """Fetch one file: from `url`, or in the mirror, if there is one, from `mirror_path`
        (`<feed id>/<path>`). `validators` are those of the copy at hand. Any trouble is `Failed`.

        The secret that `auth_env` names goes into Authorization (as a Bearer token, if it is one
        word) and only to the address's own host, never to the mirror or another host.
        """
        if self._mirror is not None and not mirrored.is_inside(mirror_path):
            return Failed(FailureKind.BAD_ADDRESS, f"has no path inside a mirror: {mirror_path!r}")
        if isinstance(self._mirror, Path):
            return mirrored.read(self._mirror, mirror_path, validators, self._limits)
        try:
            if self._mirror is None:
                return self._follow(url, validators, self._authorization(auth_env))
            address = f"{self._mirror.rstrip('/')}/{quote(mirror_path)}"
            return self._follow(address, validators, None, frozenset([origin(address)[1:]]))
        except FetchError as error:
            return Failed(error.kind, error.detail)

    def fetch_named(self, url: str) -> Outcome:
        """Fetch what a person at the keyboard named: that host may be a private one, and no other.

        Where it redirects to is judged as any address is. Any trouble is `Failed`.
        """
        try:
            return self._follow(url, None, None, frozenset([origin(url)[1:]]))
        except FetchError as error:
            return Failed(error.kind, error.detail)

    def _authorization(self, auth_env: str | None) -> str | None:
        if auth_env is None:
            return None
        secret = self._secrets.get(auth_env, "").strip()
        if not secret:
            raise FetchError(FailureKind.SECRET_MISSING, f"needs a key: set {auth_env}")
        if not (secret.isascii() and secret.isprintable()):
            raise FetchError(FailureKind.SECRET_MISSING, f"cannot use the value of {auth_env}")
        return secret if " " in secret else f"Bearer {secret}"

    def _follow(
        self,
        url: str,
        validators: Validators | None,
        authorization: str | None,
        exempt: frozenset[tuple[str, int]] = frozenset(),
    ) -> Outcome:
        route = Route(
            limits=self._limits,
            clock=self._clock,
            until=self._clock() + self._limits.total_seconds,
            resolve=self._resolve,
            allow_private=self._allow_private,
            exempt=exempt,
        )
        with closing(_Adapter(route, self._tls)) as adapter:
            for _ in range(self._limits.redirects + 1):
                headers = self._headers(validators, authorization)
                with closing(self._send(adapter, route, url, headers)) as response:
                    target = response.headers.get("Location")
                    if response.status_code not in _REDIRECTS or target is None:
                        return self._outcome(response, conditional="If-" in " ".join(headers))
                following = redirected(url, target)
                if origin(following) != origin(url):
                    if self._stays:
                        raise FetchError(FailureKind.REDIRECT_REFUSED, "redirects to another place")
                    authorization = None  # for good: another host must not send us back with it
                url = following
        most = self._limits.redirects
        raise FetchError(FailureKind.TOO_MANY_REDIRECTS, f"redirects more than {most} times")

    def _headers(self, validators: Validators | None, authorization: str | None) -> dict[str, str]:
        optional = {
            "If-None-Match": validators and validators.etag,
            "If-Modified-Since": validators and validators.last_modified,
            "Authorization": authorization,
        }
        return {
            "User-Agent": self._user_agent,
            "Accept": "*/*",
            "Accept-Encoding": "gzip, deflate",
            **{name: value for name, value in optional.items() if value},
        }

    def _send(
        self, adapter: "_Adapter", route: Route, url: str, headers: dict[str, str]
    ) -> requests.Response:
        scheme, host, port = origin(url)
        proxies = self._proxies_for(scheme, host)
        if proxies:
            _refuse_if_known_private(route, host, port)
        limits = self._limits
        try:
            # The adapter itself and no session: a session that is told not to follow a redirect
            # reads that answer's whole body all the same, with no limit.
            return adapter.send(
                requests.Request("GET", url, headers=headers).prepare(),
                stream=True,
                timeout=(limits.connect_seconds, limits.silence_seconds),
                proxies=proxies,
            )
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
            raise _explained(error, host) from error

    def _proxies_for(self, scheme: str, host: str) -> dict[str, str]:
        if scheme not in self._proxies or bypasses_proxy(host, self._proxies.get("no", "")):
            return {}
        return {scheme: self._proxies[scheme]}

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return tls_context(self._ca_bundle)

    def _outcome(self, response: requests.Response, *, conditional: bool) -> Outcome:
        if response.status_code == HTTPStatus.NOT_MODIFIED and conditional:
            return NotModified()
        if response.status_code != HTTPStatus.OK:
            wait = response.headers.get("Retry-After")
            return refusal(response.status_code, wait, self._now())
        headers = response.headers
        announced = headers.get("Content-Length", "")
        if (
            announced.isascii()
            and announced.isdigit()
            and int(announced[:19]) > self._limits.sent_bytes
        ):
            most = self._limits.sent_bytes / 2**20
            raise FetchError(FailureKind.TOO_LARGE, f"is longer than {most:g} MB as sent")
        encoding = headers.get("Content-Encoding", "").strip().lower()
        body = whole_body(_sent(response), encoding, self._limits)
        validators = Validators(_kept(headers.get("ETag")), _kept(headers.get("Last-Modified")))
        return Fetched(body, validators, headers.get("Content-Type"))


class _Adapter(HTTPAdapter):
    """requests' transport over connections that obey a `Route`."""

    def __init__(self, route: Route, tls: ssl.SSLContext) -> None:
        self._classes = pool_classes(route)
        self._tls = tls
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, ssl_context=self._tls)
        self.poolmanager.pool_classes_by_scheme = self._classes

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> urllib3.ProxyManager:
        manager: urllib3.ProxyManager = super().proxy_manager_for(
            proxy, **kwargs, ssl_context=self._tls
        )
        manager.pool_classes_by_scheme = self._classes
        return manager

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Rely on our context, which verifies: requests would load its 150 roots (27 ms) anew."""


def _sent(response: requests.Response) -> Iterator[bytes]:
    """Yield the body as it came, so that the size of what is unpacked is ours to bound."""
    try:
        yield from response.raw.stream(_CHUNK, decode_content=False)
    except urllib3.exceptions.HTTPError as error:
        kind = FailureKind.TRUNCATED
        raise FetchError(kind, "broke off before the whole file was here") from error
    except ValueError as error:  # from http.client, for a chunk with a negative length
        raise FetchError(FailureKind.MALFORMED, "came in a form that is not proper HTTP") from error


def _refuse_if_known_private(route: Route, host: str, port: int) -> None:
    try:
        route.addresses(host, port)
    except FetchError as error:
        if error.kind is not FailureKind.NAME_NOT_FOUND:
            raise


def _explained(error: Exception, host: str) -> FetchError:
    """Say what went wrong before the body, from the kinds of error in the chain below `error`."""
    chain = list(_causes(error))
    if any(isinstance(item, ssl.SSLCertVerificationError) for item in chain):
        return FetchError(FailureKind.TLS, f"is on {host}, whose certificate is not valid for it")
    if any(isinstance(item, requests.exceptions.SSLError | ssl.SSLError) for item in chain):
        return FetchError(FailureKind.TLS, f"is on {host}, with which no TLS could be agreed")
    if any(isinstance(item, requests.Timeout | TimeoutError) for item in chain):
        return FetchError(FailureKind.TIMEOUT, f"got no answer from {host} in time")
    if any(isinstance(item, ConnectionError) for item in chain):
        return FetchError(FailureKind.UNREACHABLE, f"got no answer: {host} closed the connection")
    if any(isinstance(item, requests.exceptions.InvalidURL) for item in chain):
        return FetchError(FailureKind.BAD_ADDRESS, "has an address that cannot be read")
    if any(isinstance(item, HTTPException | ValueError) for item in chain):
        return FetchError(
            FailureKind.MALFORMED, f"got an answer from {host} that is not proper HTTP"
        )
    return FetchError(FailureKind.UNREACHABLE, f"got no connection to {host}")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        inner = getattr(error, "reason", None) or next(
            (item for item in error.args if isinstance(item, BaseException)), None
        )
        error = inner if isinstance(inner, BaseException) else error.__cause__ or error.__context__


def _kept(validator: str | None) -> str | None:
    return validator if validator and len(validator) <= _LONGEST_VALIDATOR else None

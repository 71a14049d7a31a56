"""The headers that every answer has: what browsers may do with it, and who may read it."""

from service.config import Settings
from service.web.limits import WINDOW_SECONDS, Allowance

_EVERYWHERE = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
]
# A page loads its own style sheet and scripts, sends its forms to its own server, and nothing else.
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
# Anybody's page and any extension may read what is public anyway; no credentials exist.
_OPEN = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, RateLimit, RateLimit-Policy, Retry-After"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
]
PREFLIGHT = [
    ("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS"),
    ("Access-Control-Allow-Headers", "Content-Type, If-None-Match"),
    ("Access-Control-Max-Age", "86400"),
]


class StandardHeaders:
    """The fixed headers under these settings, by kind of answer."""

    def __init__(self, settings: Settings) -> None:
        common = list(_EVERYWHERE)
        if (settings.public_url or "").startswith("https://"):
            common.append(("Strict-Transport-Security", "max-age=31536000"))
        data = [*common, ("Content-Security-Policy", _DATA_POLICY)]
        self.page = [*common, ("Content-Security-Policy", PAGE_POLICY)]
        self.data = data
        self.open = [*data, *_OPEN]
        self._policy = f'"minute";q={settings.rate_limit};w={WINDOW_SECONDS}'

    def of_limit(self, allowance: Allowance) -> list[tuple[str, str]]:
        """Return the fields of draft-ietf-httpapi-ratelimit-headers-10."""
        left = f'"minute";r={allowance.remaining};t={allowance.full_in}'
        return [("RateLimit-Policy", self._policy), ("RateLimit", left)]

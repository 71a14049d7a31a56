"""What an answer that is no file means. Pure."""

from email.utils import parsedate_to_datetime
from http import HTTPStatus

from service.feeds.outcomes import Failed, FailureKind

_LONGEST_WAIT = 7 * 86400  # more than a week of Retry-After is a mistake


def refusal(status: int, retry_after: str | None, now: float) -> Failed:
    """Turn a status other than 200 into a failure; `retry_after` is the header, `now` unix time."""
    try:
        words = f"answered {status} {HTTPStatus(status).phrase}"
    except ValueError:
        words = f"answered {status}"  # never with the server's own phrase: it could say anything
    return Failed(_kind(status), words, _wait(retry_after or "", now))


def _kind(status: int) -> FailureKind:
    if status in (401, 403, 407):
        return FailureKind.UNAUTHORISED
    if status in (404, 410):
        return FailureKind.NOT_FOUND
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return FailureKind.RATE_LIMITED
    return FailureKind.SERVER_ERROR if status >= 500 else FailureKind.UNEXPECTED_STATUS


def _wait(header: str, now: float) -> int | None:
    """Read seconds or a date (RFC 9110 section 10.2.3); None if it is neither."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), _LONGEST_WAIT)
    try:
        date = parsedate_to_datetime(text)
        return min(max(0, round(date.timestamp() - now)), _LONGEST_WAIT)
    except (ValueError, OverflowError):
        return None

"""A report as it comes over HTTP, from a program or from the page: read, and handed on.

All that can be wrong with it becomes a `Problem`, which the page shows in its own way.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from io import BytesIO
from typing import IO, Final

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from service.casework import MOST_IMAGES, Token
from service.intake.allowance import ProofNeeded, Sender, Struck, TooMany, Work, WrongRole
from service.intake.forms import Form, default_language, read
from service.intake.receive import BadImages, Receipt
from service.language.said import Said
from service.store.errors import StoreError
from service.web.clients import client_of, is_from_another_site, wide_client_of
from service.web.context import services
from service.web.errors import RETRY_SECONDS, FieldError, Problem, bad_fields
from service.web.limits import BODY_BYTES

IMAGE_BYTES: Final = 5 * 1024 * 1024
FORM_BYTES: Final = MOST_IMAGES * IMAGE_BYTES + BODY_BYTES
"""The longest body of a form with images; only the routes of reports take so much."""
EVIDENCE: Final = "evidence"


class InMemory(Request):
    """A request whose files are never put on a disk: an image says where it was taken."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The parameters of the query. Raises `Problem` 400 for bytes that are no UTF-8."""
        try:
            found: MultiDict[str, str] = super().args
        except UnicodeDecodeError:
            raise bad_fields(FieldError("query", "expected percent-encoded UTF-8")) from None
        return found

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - werkzeug's signature
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        return BytesIO()


def texts_of(request: Request) -> dict[str, str]:
    """Return the fields of a form; several of a name stand on lines. Raises `Problem` 413."""
    request.max_content_length = FORM_BYTES
    request.max_form_memory_size = BODY_BYTES
    try:
        form = request.form
        if sum(len(name) + len(text) for name, text in form.items(multi=True)) > BODY_BYTES:
            raise RequestEntityTooLarge  # one without a length, which werkzeug takes whole
    except RequestEntityTooLarge:
        said = Said(
            "A report may have up to %(text)s bytes of text, and with images %(all)s bytes in all.",
            text=BODY_BYTES,
            all=FORM_BYTES,
        )
        raise Problem(413, said, [FieldError("body", said)]) from None
    return {name: "\n".join(form.getlist(name)) for name in form}


def images_of(request: Request) -> list[bytes]:
    """Return the images of a form that `texts_of` read. Raises `Problem` 400."""
    rule = Said(
        "expected up to %(most)s images of up to %(bytes)s bytes each",
        most=MOST_IMAGES,
        bytes=IMAGE_BYTES,
    )
    others = [name for name in request.files if name != EVIDENCE]
    if others:
        raise bad_fields(FieldError(EVIDENCE, f"{rule}; no other field takes a file"))
    read = [file.stream.read() for file in request.files.getlist(EVIDENCE)]
    images = [image for image in read if image]  # a page sends one without a byte for none
    if len(images) > MOST_IMAGES or any(len(image) > IMAGE_BYTES for image in images):
        raise bad_fields(FieldError(EVIDENCE, rule))
    return images


def receive(
    request: Request,
    fields: Mapping[str, object],
    images: Sequence[bytes],
    token: Token | None,
    once: str,
) -> Receipt:
    """Take a report. `fields` are as JSON has them; `once` may be empty. Raises `Problem`."""
    if token is None and is_from_another_site(request.environ):
        raise Problem(403, Said("Another site may not send reports in the name of its visitors."))
    rest = {name: value for name, value in fields.items() if name not in ("challenge", "nonce")}
    form = read(rest, default_language(request.headers.get("Accept-Language", "")))
    if not isinstance(form, Form):
        raise bad_fields(*(FieldError(*fault) for fault in form))
    proxies = services().settings.trusted_proxies
    wide = wide_client_of(request.environ, proxies)
    sender = Sender(client_of(request.environ, proxies), token, wide)
    with _told():
        return services().reports.receive(form, sender, images, _proof(fields), once)


def _proof(fields: Mapping[str, object]) -> Work | None:
    challenge, nonce = fields.get("challenge", ""), fields.get("nonce", "")
    if not isinstance(challenge, str) or not isinstance(nonce, str):
        raise bad_fields(FieldError("challenge", "expected texts in challenge and nonce"))
    return Work(challenge, nonce) if challenge else None


@contextmanager
def _told() -> Iterator[None]:
    """Say what came in the way."""
    try:
        yield
    except WrongRole:
        said = "A reader's token may not report: it takes the role of a volunteer, moderator or "
        raise Problem(403, f"{said}admin. Without a token, leave Authorization out.") from None
    except Struck:
        said = "Too many reports of this token were found false, so no more are taken with it."
        raise Problem(403, f"{said} Ask who gave it to you.") from None
    except ProofNeeded as asked:
        said = "Many reports came from this network within the hour. Send it again with `challenge`"
        said += " and a `nonce` that solves it, or wait for as long as Retry-After says."
        challenge = {
            "challenge": asked.challenge,
            "difficulty": asked.difficulty,
            "algorithm": "sha-256",
        }
        extra = {"challenge": challenge}
        headers = [("Retry-After", str(asked.retry_in))]
        raise Problem(429, said, headers=headers, extra=extra) from None
    except TooMany as refused:
        said = "As many reports were taken as one sender may send; Retry-After says when to go on."
        raise Problem(429, said, headers=[("Retry-After", str(refused.retry_in))]) from None
    except BadImages as bad:
        raise bad_fields(*(FieldError(*fault) for fault in bad.faults)) from None
    except StoreError:
        said = Said(
            "The report cannot be kept safely just now, so it was not taken. Send it again soon."
        )
        raise Problem(503, said, headers=[("Retry-After", str(RETRY_SECONDS))]) from None

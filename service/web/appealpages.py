"""`/appeals`: the form for "this is not a scam", and the page to follow one."""

from typing import Any, Final

from flask import Blueprint, Response, request

from service.appeals import forms
from service.appeals import words as appeal_words
from service.appeals.forms import Fault
from service.appeals.proving import NoProof, TooSoon, place_of
from service.appeals.receive import NotListed, OverQuota
from service.casework import Appeal, Appellant
from service.language.said import Said, counted, together
from service.language.tags import LANGUAGES
from service.store.cases import ref_of
from service.store.errors import StoreError
from service.web.appeals import OVER_QUOTA, receive
from service.web.context import services
from service.web.errors import RETRY_SECONDS
from service.web.html import PRIVATE, page
from service.web.language import words

routes = Blueprint("appealpages", __name__)

APPELLANTS: Final = (
    (Appellant.OWNER, Said("I own it, or look after it")),
    (Appellant.VISITOR, Said("I use it, or know it")),
)
_LANGUAGES: Final = (
    *((language.tag, language.name) for language in LANGUAGES),
    ("und", Said("Another one")),
)
_FAULTS: Final = {
    "target": Said("Write one web address, host name or wallet address."),
    "appellant": Said("Choose who you are."),
    "statement": Said(
        "Say why it is no scam, in up to %(most)s characters.", most=forms.STATEMENT_CHARACTERS
    ),
    "contact": Said("A contact may have up to %(most)s characters.", most=forms.CONTACT_CHARACTERS),
    "language": Said("Choose one of the languages."),
}


@routes.get("/appeals")
def form() -> Response:
    """Show the form; `target` fills in what it is about."""
    target = request.args.get("target", "")[: forms.TARGET_CHARACTERS]
    return _form({"target": target, "language": words().language.tag})


@routes.post("/appeals")
def send() -> Response:
    """Take an appeal, or show the form again with all that was typed."""
    typed = {name: request.form.get(name, "") for name in forms.FIELDS}
    read = forms.read(typed)
    if isinstance(read, list):
        return _form(typed, [_plain(fault) for fault in read], 400)
    try:
        received = receive(read)
    except NotListed:
        return _form(typed, [Fault("target", appeal_words.NOT_LISTED)], 409)
    except OverQuota as quota:
        return _again(
            typed, together(OVER_QUOTA, Said("Please send it later.")), 429, quota.retry_in
        )
    except StoreError:  # the person's words must not go with it
        trouble = Said("We cannot take it just now. Please send it again in a minute.")
        return _again(typed, trouble, 503, RETRY_SECONDS)
    return Response(b"", 303, [("Location", f"/appeals/{received.id}"), *PRIVATE])


@routes.get("/appeals/<id>")
def status(id: str) -> Response:
    """Show where an appeal stands."""
    return _status(id, services().appeals.get(ref_of(id)))


@routes.post("/appeals/<id>/proof")
def prove(id: str) -> Response:
    """Look for the proof of control, and show what came of it."""
    appeal = services().appeals.get(ref_of(id))
    if appeal is None:
        return _status(id, None)
    try:
        services().prover.look(appeal)
    except NoProof as problem:
        return _status(id, appeal, 409, notice=problem.said)
    except TooSoon as soon:
        notice = counted(
            "We looked a moment ago. Please try again in %(n)s second.",
            "We looked a moment ago. Please try again in %(n)s seconds.",
            soon.retry_in,
        )
        return _status(id, appeal, 429, notice=notice)
    return Response(b"", 303, [("Location", f"/appeals/{id}#proof"), *PRIVATE])


def _plain(fault: Fault) -> Fault:
    """The same fault for people; what is wrong with an address is said in the rules' own words."""
    if fault.why:
        said = Said("Write one web address, host name or wallet address: %(why)s.", why=fault.why)
        return Fault(fault.field, said)
    return Fault(fault.field, _FAULTS.get(fault.field, fault.message))


def _again(typed: dict[str, str], trouble: str, status: int, retry_in: int) -> Response:
    answer = _form(typed, status=status, trouble=trouble)
    answer.headers["Retry-After"] = str(max(1, retry_in))
    return answer


def _form(
    typed: dict[str, str], errors: list[Fault] | None = None, status: int = 200, trouble: str = ""
) -> Response:
    return page(
        "appeal.html",
        status,
        typed=typed,
        errors=errors or [],
        trouble=trouble,
        appellants=APPELLANTS,
        languages=_LANGUAGES,
        forms=forms,
        words=appeal_words,
    )


def _status(id: str, appeal: Appeal | None, status: int = 200, **values: Any) -> Response:
    if appeal is None:
        return page("no_appeal.html", 404)
    return page(
        "appeal_status.html",
        status,
        id=id,
        appeal=appeal,
        found=services().appeal_statuses.of(appeal),
        place=place_of(appeal),
        is_open=appeal.state.is_open,
        words=appeal_words,
        **values,
    )

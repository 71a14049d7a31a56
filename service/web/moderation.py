"""The moderators' pages: the queue, one case on one screen, and the forms by which they decide.

Every view asks first who is there. A form that cannot be carried out, for whatever reason, comes
back with everything that was typed and a sentence that says why.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, Final

from flask import Blueprint, Response, request

from service.casework import Action, Case, Ruling
from service.model import Category
from service.moderation.bulk import Fate, ItemResult, rule_each
from service.moderation.criteria import criteria
from service.moderation.refusals import Refused, reason_of
from service.store.cases import Changed, NoSuchCase
from service.store.durability import NotDurable
from service.store.errors import TakesNothing
from service.store.filing import PLACE
from service.web import access, casefile, deskwords, queue, rulings, signin
from service.web.access import Visitor
from service.web.context import services
from service.web.errors import FieldError, Problem
from service.web.html import go_to, page
from service.web.replies import text_reply
from service.web.rulings import CONFIRM

routes = Blueprint("moderation", __name__)
signin.install(routes)

LOOK: Final = "look"
"""A field of a form that is only to be shown again, filled: after signing in."""

_ITEM = re.compile(r"([0-9a-f]{16})\.([0-9]{1,9})", re.ASCII)
_REF = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_PLACE = re.compile(PLACE, re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,2}", re.ASCII)
_BULK = (Action.BLOCK, Action.ALLOW, Action.DECLINE)
_SIGNATURES = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"RIFF": "webp"}

View = Callable[..., Response]


def moderators_only(view: View) -> View:
    """Hand the view a moderator; ask anybody else to sign in, keeping a form that was sent."""

    @wraps(view)
    def guarded(**values: Any) -> Response:
        if request.method == "POST":
            access.refuse_foreign()
        who = access.visitor()
        if who is None:
            return signin.signed_out(signin.typed() if request.method == "POST" else ())
        return view(who, **values)

    return guarded


@routes.get("/moderation")
@moderators_only
def show_queue(who: Visitor) -> Response:
    """Show the open cases."""
    return _queue(who)


@routes.post("/moderation/bulk")
@moderators_only
def bulk(who: Visitor) -> Response:
    """Rule on many cases at once, each on its own."""
    form = request.form
    if LOOK in form:
        return _queue(who, form)
    if not who.sent(form.get("csrf", "")):
        return _queue(who, form, deskwords.OLD_FORM, 403)
    try:
        results = _ruled(who, form)
    except Refused as refused:
        return _queue(who, form, status=400, errors=[FieldError(refused.field, refused.message)])
    if all(result.fate is Fate.NOT_KEPT for result in results):
        return _queue(who, form, deskwords.NOT_KEPT.format(cause=results[0].why), 503)
    return page("moderation/results.html", who=who, results=results, words=deskwords)


@routes.get("/moderation/cases/<id>")
@moderators_only
def show_case(who: Visitor, id: str) -> Response:
    """Show one case with everything needed to decide."""
    before = request.args.get("before", "")
    return _case(
        who,
        _found(id),
        {},
        done=services().cases.get(request.args.get("done", "")),
        older_than=before if _PLACE.fullmatch(before) else "",
    )


@routes.post("/moderation/cases/<id>")
@moderators_only
def rule(who: Visitor, id: str) -> Response:
    """Rule on a case, and go on to the next one."""
    form, case = request.form, _found(id)
    if LOOK in form:
        return _case(who, case, form)
    if not who.sent(form.get("csrf", "")):
        return _case(who, case, form, deskwords.OLD_FORM, 403)
    following = services().cases.neighbours(id)[1]
    try:
        after = _carried_out(who, id, form)
    except Refused as refused:
        name = f"{form.get('action', '')[:20]}_{refused.field}"
        return _case(who, case, form, status=400, errors=[FieldError(name, refused.message)])
    except (Changed, NoSuchCase):
        return _case(who, _found(id), form, deskwords.CHANGED, 409)
    except NotDurable as problem:
        return _case(who, case, form, deskwords.NOT_KEPT.format(cause=problem), 503)
    except TakesNothing:
        return _case(who, _found(id), form, deskwords.TAKES_NOTHING, 503)
    undone = form.get("action") == Action.UNDO
    return go_to(f"/moderation/cases/{id}" if undone else _next_place(after, following))


@routes.get("/moderation/images/<ref>/<number>")
@moderators_only
def image(who: Visitor, ref: str, number: str) -> Response:  # noqa: ARG001 - who is there, is asked
    """Send one image of a report as a file to keep, which no page of ours can show or run."""
    is_one = _REF.fullmatch(ref) and _NUMBER.fullmatch(number)
    body = services().cases.image(ref, int(number)) if is_one else None
    if body is None:
        raise Problem(404, "There is no such image. What is personal is deleted after 180 days.")
    kind = next((kind for head, kind in _SIGNATURES.items() if body.startswith(head)), "bin")
    headers = [
        ("Content-Disposition", f'attachment; filename="evidence-{ref}-{number}.{kind}"'),
        ("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
    ]
    return text_reply(body, "application/octet-stream", headers)


def _carried_out(who: Visitor, id: str, form: Mapping[str, str]) -> Case:
    desk, action = services().desk, rulings.action_of(form)
    seen = desk.seen(id, rulings.version_of(form))
    if action == CONFIRM:
        return desk.confirm(seen, who.token)
    ruling = rulings.ruling_of(Action(action), form, services().clock())
    return desk.rule(seen, ruling, who.token)


def _ruled(who: Visitor, form: Mapping[str, str]) -> list[ItemResult]:
    """What came of each chosen item. Raises `Refused` when the form says too little for any."""
    found = [_ITEM.fullmatch(text) for text in request.form.getlist("item")[: queue.PAGE_SIZE]]
    items = [(item[1], int(item[2])) for item in found if item]
    action = form.get("action")
    if action not in _BULK:
        raise Refused("action", "Choose what to do.")
    if not items:
        raise Refused("item", "Choose at least one case.")
    now = services().clock()

    def ruling_on(case: Case) -> Ruling:
        filled = _bulk_form(form, rulings.usual_category(case))
        return rulings.ruling_of(Action(action), filled, now)

    reason_of(rulings.ruling_of(Action(action), _bulk_form(form, Category.SCAM), now))
    return rule_each(services().desk, items, ruling_on, who.token)


def _bulk_form(form: Mapping[str, str], usual: Category) -> dict[str, str]:
    """The form for many cases as the forms of one."""
    reason, category = form.get("reason", ""), form.get("category") or usual
    is_known = category in set(Category)
    return {
        "block_reason": reason,
        "block_category": category,
        "block_severity": rulings.usual_severity(Category(category)) if is_known else "",
        "allow_reason": reason,
        "decline_declined": form.get("declined", ""),
        "decline_reason": reason,
    }


def _queue(
    who: Visitor,
    form: Mapping[str, str] | None = None,
    wrong: str = "",
    status: int = 200,
    errors: Sequence[FieldError] = (),
) -> Response:
    chosen = queue.filter_of(request.args)
    shown = queue.show(services().cases, chosen)
    return page(
        "moderation/queue.html",
        status,
        who=who,
        shown=shown,
        chosen=chosen,
        typed=form or {},
        picked={text.partition(".")[0] for text in request.form.getlist("item")},
        wrong=wrong,
        errors=errors,
        now=services().clock(),
        words=deskwords,
        usual=rulings.usual_category,
        done=services().cases.get(request.args.get("done", "")),
    )


def _case(
    who: Visitor,
    case: Case,
    form: Mapping[str, str],
    wrong: str = "",
    status: int = 200,
    errors: Sequence[FieldError] = (),
    done: Case | None = None,
    older_than: str = "",
) -> Response:
    before, after = services().cases.neighbours(case.id)
    return page(
        "moderation/case.html",
        status,
        who=who,
        file=casefile.gather(case, services(), older_than),
        older_than=older_than,
        case=case,
        typed=form,
        wrong=wrong,
        errors=errors,
        done=done,
        before=before,
        after=after,
        now=services().clock(),
        words=deskwords,
        usual=rulings.usual_category(case),
        usual_severity=rulings.usual_severity(rulings.usual_category(case)),
        criteria=criteria(),
    )


def _found(id: str) -> Case:
    case = services().cases.get(id)
    if case is None:
        raise Problem(404, "There is no such case.")
    return case


def _next_place(done: Case, following: str | None) -> str:
    if following is None or following == done.id:
        return f"/moderation?done={done.id}"
    return f"/moderation/cases/{following}?done={done.id}"

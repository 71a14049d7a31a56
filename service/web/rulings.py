"""The forms by which moderators decide, read into rulings. Each action's fields begin with its
name, so that one page can hold all of the forms and keep what was typed in each.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from service.casework import Action, Case, Declined, Ruling
from service.model import Category, Severity
from service.moderation.criteria import criteria
from service.moderation.finding import find
from service.moderation.refusals import Refused
from service.web.context import services
from service.web.deskwords import LASTING

CONFIRM: Final = "confirm"
_DAY = 86_400

T = TypeVar("T")
Form = Mapping[str, str]


def action_of(form: Form) -> str:
    """Return what a form asks for. Raises `Refused`."""
    asked = form.get("action", "")
    if asked != CONFIRM and asked not in _READERS:
        raise Refused("action", "Choose what to do.")
    return asked


def ruling_of(action: Action, form: Form, now: float) -> Ruling:
    """Return the ruling that a form asks for. Raises `Refused`."""
    return _READERS[action](form, now)


def version_of(form: Form) -> int:
    """Return the version of the case that was seen; 0, which none has, for no number."""
    text = form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def usual_category(case: Case) -> Category:
    """Return what most reports say of a case; of equals the most specific."""
    order = list(Category)
    said = [category for category in order if category in case.categories]
    return max(said, key=lambda one: case.categories[one], default=Category.SCAM)


def usual_severity(category: Category) -> Severity:
    """Return how the criteria put a warning of this category."""
    return criteria().of[category].severity


def _block(form: Form, now: float) -> Ruling:
    return Ruling(
        Action.BLOCK,
        reason=form.get("block_reason", ""),
        expression=form.get("block_expression", ""),
        category=_one_of(Category, form, "block_category", "category"),
        severity=_one_of(Severity, form, "block_severity", "severity"),
        expires_at=_end(form.get("block_expires", ""), now),
    )


def _allow(form: Form, now: float) -> Ruling:
    return Ruling(
        Action.ALLOW,
        reason=form.get("allow_reason", ""),
        expression=form.get("allow_expression", ""),
        expires_at=_end(form.get("allow_expires", ""), now),
    )


def _decline(form: Form, now: float) -> Ruling:  # noqa: ARG001 - as all readers
    if not form.get("decline_declined"):
        raise Refused("declined", "Choose why it is declined.")
    declined = _one_of(Declined, form, "decline_declined", "declined")
    return Ruling(Action.DECLINE, reason=form.get("decline_reason", ""), declined=declined)


def _merge(form: Form, now: float) -> Ruling:  # noqa: ARG001
    found = find(services().cases, form.get("merge_into", ""))
    return Ruling(Action.MERGE, into=found.id if found else None)


def _ask(form: Form, now: float) -> Ruling:  # noqa: ARG001
    return Ruling(Action.ASK, reason=form.get("ask_question", ""))


def _undo(form: Form, now: float) -> Ruling:  # noqa: ARG001
    return Ruling(Action.UNDO)


_READERS: Final[dict[Action, Callable[[Form, float], Ruling]]] = {
    Action.BLOCK: _block,
    Action.ALLOW: _allow,
    Action.DECLINE: _decline,
    Action.MERGE: _merge,
    Action.ASK: _ask,
    Action.UNDO: _undo,
}


def _one_of(kind: Callable[[str], T], form: Form, name: str, field: str) -> T:
    try:
        return kind(form.get(name, ""))
    except ValueError:
        raise Refused(field, "Choose one of the list.") from None


def _end(days: str, now: float) -> int | None:
    if days not in LASTING:
        raise Refused("expires", "Choose one of the list.")
    return int(now) + int(days) * _DAY if days else None

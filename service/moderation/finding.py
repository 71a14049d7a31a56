"""Finding a case by what a moderator types: its id, or the target it is about."""

import re

from service.casework import Case
from service.refresh.claims import NotUsable, expression_of
from service.store.cases import Cases, case_id
from service.targets import InvalidTarget, recognise

_ID = re.compile(r"[0-9a-f]{16}")


def find(cases: Cases, text: str) -> Case | None:
    """Return the case of this id or about this target, or None."""
    text = text.strip()
    if _ID.fullmatch(text):
        return cases.get(text)
    try:
        return cases.get(case_id(expression_of(recognise(text))))
    except (InvalidTarget, NotUsable):
        return None

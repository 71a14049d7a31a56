"""Reports of trusted volunteers that agree: a warning that nobody has checked yet.

It is never more than a bar (`warn`), it says that nobody checked, and it ends by itself. A
moderator's ruling takes its place; where moderators or feeds have spoken already, it adds nothing.
"""

import logging
from typing import Final

from service.casework import Case, Role, Token
from service.lists.records import find
from service.model import Category, Decision, Severity, Verb
from service.moderation.parts import Parts
from service.moderation.scopes import scopes
from service.names.hashing import bucket, digest
from service.store.cases import CaseChange, Changed
from service.store.errors import NoGeneration, StoreError

VOLUNTEERS: Final = "volunteers"  # whose word it is, as the log names it
DISTINCT: Final = 2
SECONDS: Final = 7 * 86_400
REASON: Final = "Reported by volunteers, not yet checked"

_TRIES = 3
_log = logging.getLogger(__name__)


def corroborate(case: Case, parts: Parts) -> Decision | None:
    """Put a warning in force if trusted volunteers agree on an open case and nothing speaks against
    it; return it, or None. Raises `NotDurable`, `StoreAway`.
    """
    current: Case | None = case
    for _ in range(_TRIES):
        decision = _agreed(current, parts) if current else None
        if current is None or decision is None:
            return None
        seen = {decision.expression: None}
        try:
            parts.cases.change(CaseChange(current, current, (decision,), seen))
        except Changed:  # another report came in meanwhile, or a ruling: look again
            current = parts.cases.get(case.id)
            continue
        return decision
    return None


class Looking:
    """Corroborates a case that a report has just joined. The report is kept already, so nothing
    that goes wrong here may make it seem lost; the next report looks again.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def __call__(self, case: Case) -> None:
        """Look whether trusted volunteers agree."""
        try:
            corroborate(case, self._parts)
        except StoreError as problem:
            _log.warning("nobody looked whether volunteers agree: %s", type(problem).__name__)


def agreeing(case: Case, parts: Parts) -> list[Category]:
    """Return what trusted volunteers reported it as, the last word of each."""
    tokens = {token.id: token for token in parts.tokens.all()}
    return [Category(said) for id, said in case.tokens.items() if _is_trusted(tokens.get(id))]


def _is_trusted(token: Token | None) -> bool:
    if token is None or token.revoked_at is not None:
        return False
    return token.role.covers(Role.VOLUNTEER) and token.is_trusted


def _agreed(case: Case, parts: Parts) -> Decision | None:
    if not case.state.is_open or case.appeals or len(case.tokens) < DISTINCT:
        return None
    said = agreeing(case, parts)
    if len(said) < DISTINCT or _is_settled(case, parts):
        return None
    judged = parts.guarding.judge(case.expression)
    if judged.objection is not None or judged.canary:
        return None
    now = int(parts.clock())
    return Decision(
        expression=case.expression,
        verb=Verb.BLOCK,
        reason=REASON,
        decided_at=now,
        decided_by=VOLUNTEERS,
        category=_category(said),
        severity=Severity.WARN,
        role=VOLUNTEERS,
        expires_at=now + SECONDS,
        unchecked=True,
    )


def _is_settled(case: Case, parts: Parts) -> bool:
    """Whether a decision or an entry already speaks of the target: a bar in place of a feed's full
    page would be less, and what moderators allowed stays so.
    """
    texts = scopes(case)
    digests = {text: digest(text) for text in texts}
    try:
        reading = parts.reader.read([bucket(hashed) for hashed in digests.values()])
    except NoGeneration:
        return any(parts.decisions.get(text) for text in texts)
    if any(text in reading.decisions for text in texts):
        return True
    found = zip(digests.values(), reading.buckets, strict=True)
    return any(find(records, hashed) is not None for hashed, records in found)


def _category(said: list[Category]) -> Category:
    """What most of them say; of equals the most specific."""
    order = list(Category)
    return min(set(said), key=lambda category: (-said.count(category), order.index(category)))

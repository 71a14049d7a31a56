"""Rulings as moderators give them, and an appeal against one."""

from service.casework import (
    Action,
    Appeal,
    Appellant,
    Declined,
    Personal,
    Ruling,
)
from service.model import Category
from service.store.cases import case_id
from tests.helpers.casefile import (
    SITE,
    CaseFile,
    target,
)

BLOCK = Ruling(Action.BLOCK, "A false exchange", category=Category.INVESTMENT)
ALLOW = Ruling(Action.ALLOW, "The owner showed its licence")
DECLINE = Ruling(Action.DECLINE, declined=Declined.NO_EVIDENCE)
FALSE = Ruling(Action.DECLINE, declined=Declined.FALSE_REPORT)
UNDO = Ruling(Action.UNDO)
HOURS = 3600


def appeal(file: CaseFile, expression: str = SITE, ref: str = "a1") -> Appeal:
    """Send an appeal."""
    sent = Appeal(
        ref=ref,
        received_at=int(file.parts.clock()),
        target=target(expression),
        appellant=Appellant.OWNER,
        language="en",
        case=case_id(expression),
        code="mynah-1",
    )
    file.parts.appeals.receive(sent, Personal())
    return sent

"""Reports and people for tests of moderation, without the forms they come in by."""

from dataclasses import dataclass
from itertools import count

from service.casework import Case, Loss, Personal, Report, ReportTarget, Role, Token
from service.model import Category, Kind
from service.moderation.desk import Desk
from service.moderation.parts import Parts
from service.store.cases import case_id

SITE = "bright-profit.com/"
PAGE = "bright-profit.com/login/"
PLATFORM = "sites.google.com/"
PLATFORM_PAGE = "sites.google.com/view/bright-profit"
WALLET = "evm:0xd0cc2b24980cbccA47ef755da88b220a82291407".lower()


@dataclass
class CaseFile:
    """Sends reports, and looks up what came of them."""

    parts: Parts

    def __post_init__(self) -> None:
        self._numbers = count(1)
        self.desk = Desk(self.parts)

    def report(
        self,
        *expressions: str,
        token: Token | None = None,
        reporter: str = "",
        personal: Personal | None = None,
        images: tuple[bytes, ...] = (),
        held: bool = False,
        category: Category = Category.INVESTMENT,
        loss: Loss | None = None,
    ) -> Case:
        """Send a report of these (or of one site) and return the first one's case."""
        number = next(self._numbers)
        targets = tuple(target(text) for text in expressions or (SITE,))
        sent = Report(
            ref=f"r{number}",
            received_at=int(self.parts.clock()),
            targets=targets,
            category=category,
            language="en",
            reporter=reporter or (token.id if token else f"mark{number}"),
            token=token.id if token else None,
            held=held,
            loss=loss,
            images=len(images),
        )
        told = personal if personal is not None else Personal("It asked for money.")
        self.parts.cases.receive(sent, told, images)
        return self.case(targets[0].expression)

    def case(self, expression: str = SITE) -> Case:
        """The case about an expression as it is now."""
        found = self.parts.cases.get(case_id(expression))
        assert found is not None
        return found

    def person(self, name: str, role: Role = Role.MODERATOR) -> Token:
        """A token of this name."""
        return self.parts.tokens.create(name, role)[1]

    def volunteer(self, name: str, *, accepted: int = 5) -> Token:
        """A volunteer with a record."""
        token = self.person(name, Role.VOLUNTEER)
        self.parts.tokens.count(token.id, accepted=accepted)
        return token

    def record(self, token: Token) -> tuple[int, int, int]:
        """A token's accepted and declined reports, and its strikes."""
        (now,) = [one for one in self.parts.tokens.all() if one.id == token.id]
        return now.accepted, now.declined, now.strikes


def target(expression: str) -> ReportTarget:
    """The target that an expression stands for."""
    if "/" not in expression:
        return ReportTarget(Kind.ADDRESS, expression, expression, expression.partition(":")[0])
    kind = Kind.HOST if expression.endswith("/") and expression.count("/") == 1 else Kind.URL
    return ReportTarget(kind, expression.rstrip("/"), expression)

"""Everything about one case that a moderator needs, gathered for one page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from service.casework import Appeal, Case, Personal, Report, Step, Token
from service.check import Verdict, verdict_json
from service.model import Decision, Status
from service.moderation.guarding import Judgement
from service.moderation.scopes import host_of, scopes
from service.names.contacts import NO_PLACE
from service.services import Services
from service.store.cases import case_id
from service.store.errors import StoreError
from service.store.filing import place_of

PAGE_SIZE: Final = 20  # reports
_MOST_APPEALS: Final = 20  # anybody may send more: a page of all of them would open on no phone
_MOST_LINKS: Final = 40
_MOST_SIBLINGS: Final = 20
_MOST_MERGED: Final = 100
_LOG_LINES: Final = 2000


@dataclass(frozen=True)
class Told:
    """A report or appeal with what is personal in it, while that is kept."""

    sent: Any  # a Report or an Appeal
    personal: Personal | None
    images: range
    token: Token | None = None


@dataclass(frozen=True)
class Neighbour:
    """Another target, what is said of it, and its case if it has one."""

    expression: str
    status: str
    case: Case | None


@dataclass(frozen=True)
class Scope:
    """What a decision may be about, and what the guards say of it."""

    expression: str
    judged: Judgement
    decision: Decision | None


@dataclass(frozen=True)
class CaseFile:
    """One case, on one screen."""

    case: Case
    merged: Sequence[Case]
    into: Case | None
    reports: Sequence[Told]  # one page of them, the newest first
    all_reports: int  # those of what is merged into it too
    older: str | None  # where the next page begins
    appeals: Sequence[Told]  # those that wait first; of these the proven ones, then the newest
    verdict: Mapping[str, Any] | None  # as the API gives it; None: we could not look
    scopes: Sequence[Scope]
    links: Sequence[Neighbour]
    siblings: Sequence[Case]
    log: Sequence[Mapping[str, Any]]
    names: Mapping[str, str]  # a token's id -> its name
    undoable: Step | None


def gather(case: Case, parts: Services, before: str = "") -> CaseFile:
    """Return the page's content, with the reports before this place. Raises `StoreAway`."""
    tokens = {token.id: token for token in parts.tokens.all()}
    merged = _merged(case, parts)
    whole = (case, *merged)
    found = parts.cases.reports_of([one.id for one in whole], PAGE_SIZE + 1, before)
    reports = found[:PAGE_SIZE]
    verdicts, links = _looked_up(case, parts)
    steps = case.standing_steps
    own = scopes(case)
    host = host_of(case)
    return CaseFile(
        case=case,
        merged=merged,
        into=parts.cases.get(case.merged_into) if case.merged_into else None,
        reports=[_told_report(report, tokens, parts) for report in reports],
        all_reports=sum(one.reports for one in whole),
        older=place_of(reports[-1]) if len(found) > PAGE_SIZE else None,
        appeals=[_told_appeal(appeal, parts) for appeal in _appeals(case, parts)],
        verdict=verdicts.get(case.expression),
        scopes=[
            Scope(text, parts.moderation.guarding.judge(text), parts.decisions.get(text))
            for text in own
        ],
        links=_neighbours(links, verdicts, parts),
        siblings=_siblings(case, own, host, parts),
        log=[e for e in parts.log.newest(None, _LOG_LINES) if e.get("expression") in own],
        names={token.id: token.name for token in tokens.values()},
        undoable=steps[-1] if steps else None,
    )


def _merged(case: Case, parts: Services) -> list[Case]:
    """The cases merged into this one, and into those."""
    found: dict[str, Case] = {}
    ids = list(case.merged)
    while ids and len(found) < _MOST_MERGED:
        level = [one for one in parts.cases.many(ids) if one.id not in found]
        found |= {one.id: one for one in level}
        ids = [id for one in level for id in one.merged]
    return list(found.values())


def _told_report(report: Report, tokens: Mapping[str, Token], parts: Services) -> Told:
    personal = parts.cases.personal(report.ref)
    return Told(report, personal, range(report.images), tokens.get(report.token or ""))


def _appeals(case: Case, parts: Services) -> list[Appeal]:
    found = parts.appeals.many(case.appeals)
    found.sort(key=lambda one: (not one.state.is_open, one.proven_at is None, -one.received_at))
    return found[:_MOST_APPEALS]


def _told_appeal(appeal: Appeal, parts: Services) -> Told:
    return Told(appeal, parts.cases.personal(appeal.ref), range(0))


def _looked_up(case: Case, parts: Services) -> tuple[dict[str, Mapping[str, Any]], list[str]]:
    """What a check says of the case and of what is linked to it; and the links."""
    try:
        generation = parts.reader.read([]).generation
        known = (*case.linked, *generation.links.get(case.expression, ()))
        links = list(dict.fromkeys(known))[:_MOST_LINKS]
        expressions = [case.expression, *links]
        answer = parts.checker.check([_text(text) for text in expressions])
    except StoreError:
        return {}, list(case.linked[:_MOST_LINKS])
    pairs = zip(expressions, answer.verdicts, strict=True)
    return {t: _verdict(v, answer.reading.generation) for t, v in pairs}, links


def _verdict(verdict: Verdict, generation: Any) -> Mapping[str, Any]:
    return verdict_json(verdict, generation)


def _text(expression: str) -> str:
    """An expression as a check reads it."""
    if expression.startswith(NO_PLACE):  # the name of a mailbox may hold a slash
        return expression
    return f"http://{expression}" if "/" in expression else expression.partition(":")[2]


def _neighbours(
    links: Sequence[str], verdicts: Mapping[str, Mapping[str, Any]], parts: Services
) -> list[Neighbour]:
    cases = {case.id: case for case in parts.cases.many([case_id(text) for text in links])}
    return [
        Neighbour(
            text,
            str(verdicts[text]["status"]) if text in verdicts else "could not look",
            cases.get(case_id(text)),
        )
        for text in links
    ]


def _siblings(case: Case, own: Sequence[str], host: str | None, parts: Services) -> list[Case]:
    """Other cases on the same host, and about what lies above it."""
    if host is None:
        return []
    found = [*parts.cases.many([case_id(text) for text in own])]
    found += parts.cases.on_host(host, _MOST_SIBLINGS)
    return list({one.id: one for one in found if one.id != case.id}.values())


def is_listed(file: CaseFile) -> bool:
    """Whether a check finds the target listed now."""
    return file.verdict is not None and file.verdict.get("status") == Status.LISTED

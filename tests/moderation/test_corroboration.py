"""Volunteers who agree: a bar that nobody has checked yet, within narrow limits."""

import pytest
from redis import Redis

from service.casework import Action, Case, Declined, Role, Ruling, Token
from service.intake.allowance import Sender
from service.intake.forms import Form, read
from service.model import Category, Decision, Severity, Verb
from service.moderation.corroboration import SECONDS, corroborate
from service.services import Services
from service.store.errors import StoreAway
from tests.conftest import Clock
from tests.helpers import web_service
from tests.helpers.casefile import PLATFORM, SITE, CaseFile
from tests.moderation.test_desk import appeal


def agree(file: CaseFile, expression: str = SITE) -> Case:
    """Two trusted volunteers report the same."""
    for name in ("Vera", "Vic"):
        held = {token.name: token for token in file.parts.tokens.all()}
        file.report(expression, token=held.get(name) or file.volunteer(name))
    return file.case(expression)


def test_two_trusted_volunteers_make_a_warning_that_says_nobody_checked_and_ends(
    file: CaseFile, services: Services, clock: Clock
) -> None:
    made = corroborate(agree(file), file.parts)
    assert made is not None
    assert (made.severity, made.unchecked, made.role) == (Severity.WARN, True, "volunteers")
    assert made.expires_at == int(clock()) + SECONDS
    assert made.category is Category.INVESTMENT
    assert services.decisions.get(SITE) == made
    (line,) = services.log.newest(None, 9)
    assert (line["role"], line["unchecked"], line["severity"]) == ("volunteers", True, "warn")
    assert file.case().state.is_open
    assert corroborate(file.case(), file.parts) is None


@pytest.mark.parametrize("expression", [SITE, "evm:0x28c6c06298d514db089934071355e5743bf21d60"])
def test_before_the_guard_lists_were_loaded_nothing_gets_a_warning(
    file: CaseFile, redis: Redis, clock: Clock, expression: str
) -> None:
    """The wallet is an exchange's, which only such a list knows."""
    web_service.publish(redis, clock, copies={})
    assert corroborate(agree(file, expression), file.parts) is None
    web_service.publish(redis, clock)
    assert corroborate(file.case(expression), file.parts) is not None


def test_one_volunteer_who_reports_twice_is_one(file: CaseFile) -> None:
    vera = file.volunteer("Vera")
    for number in range(3):
        file.report(token=vera, reporter=f"mark{number}x")
    assert corroborate(file.case(), file.parts) is None


def test_anonymous_reports_never_agree(file: CaseFile) -> None:
    for _ in range(50):
        file.report()
    assert corroborate(file.case(), file.parts) is None


@pytest.mark.parametrize("lack", ["a record", "a strike", "declined", "revoked", "reader"])
def test_a_volunteer_without_a_good_record_does_not_count(file: CaseFile, lack: str) -> None:
    tokens = file.parts.tokens
    vera = file.volunteer("Vera")
    if lack == "reader":
        vic = file.person("Vic", Role.READER)
        tokens.count(vic.id, accepted=9)
    else:
        vic = file.volunteer("Vic", accepted=4 if lack == "a record" else 5)
    if lack == "a strike":
        tokens.count(vic.id, strikes=1)
    if lack == "declined":
        tokens.count(vic.id, declined=2)
    if lack == "revoked":
        tokens.revoke("Vic")
    file.report(token=vera)
    file.report(token=vic)
    assert corroborate(file.case(), file.parts) is None


@pytest.mark.parametrize("expression", ["nytimes.com/", PLATFORM, "google.com/"])
def test_what_a_guard_objects_to_is_left_to_moderators(file: CaseFile, expression: str) -> None:
    assert corroborate(agree(file, expression), file.parts) is None
    assert file.parts.decisions.all() == {}


@pytest.mark.parametrize("expression", ["scam.example/", "bets.example/"])
def test_what_feeds_list_already_needs_no_weaker_word(file: CaseFile, expression: str) -> None:
    assert corroborate(agree(file, expression), file.parts) is None


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("expression", [SITE, "bright-profit.com/login/"])
def test_what_moderators_decided_stays_so(
    file: CaseFile, services: Services, clock: Clock, verb: Verb, expression: str
) -> None:
    services.decisions.decide(Decision(SITE, verb, "Looked at", int(clock()), "t1"))
    assert corroborate(agree(file, expression), file.parts) is None


def test_a_case_that_is_closed_or_appealed_is_left_alone(file: CaseFile, ann: Token) -> None:
    file.desk.rule(agree(file), Ruling(Action.DECLINE, declined=Declined.NOT_A_SCAM), ann)
    assert corroborate(file.case(), file.parts) is None
    agree(file, "a-b-c.com/")
    appeal(file, "a-b-c.com/")
    assert corroborate(file.case("a-b-c.com/"), file.parts) is None


@pytest.mark.parametrize("ruling", ["block", "decline"])
def test_a_moderators_ruling_takes_its_place_and_undoing_puts_it_back(
    file: CaseFile, ann: Token, ruling: str
) -> None:
    made = corroborate(agree(file), file.parts)
    rulings = {
        "block": Ruling(Action.BLOCK, "A false exchange"),
        "decline": Ruling(Action.DECLINE, declined=Declined.NOT_A_SCAM),
    }
    file.desk.rule(file.case(), rulings[ruling], ann)
    now = file.parts.decisions.get(SITE)
    assert now is None if ruling == "decline" else (now and not now.unchecked)
    file.desk.rule(file.case(), Ruling(Action.UNDO), ann)
    assert file.parts.decisions.get(SITE) == made


def test_undoing_does_not_bring_back_what_has_run_out_meanwhile(
    file: CaseFile, ann: Token, clock: Clock
) -> None:
    corroborate(agree(file), file.parts)
    file.desk.rule(file.case(), Ruling(Action.BLOCK, "A false exchange"), ann)
    clock.advance(SECONDS + 1)
    file.desk.rule(file.case(), Ruling(Action.UNDO), ann)
    assert file.parts.decisions.get(SITE) is None


def test_a_report_that_comes_in_at_the_same_moment_does_not_stop_it(file: CaseFile) -> None:
    stale = agree(file)
    file.report()
    assert corroborate(stale, file.parts) is not None


def sent(services: Services, token: Token) -> None:
    """Send a report as the API takes it."""
    form = read({"targets": ["bright-profit.com"], "category": "investment", "story": "It lies."})
    assert isinstance(form, Form)
    services.reports.receive(form, Sender(token=token))


def test_the_second_volunteers_report_puts_the_warning_up(
    file: CaseFile, services: Services
) -> None:
    sent(services, file.volunteer("Vera"))
    assert services.decisions.get(SITE) is None
    sent(services, file.volunteer("Vic"))
    made = services.decisions.get(SITE)
    assert made is not None
    assert made.unchecked


def test_a_report_is_taken_even_when_nobody_could_look_whether_others_agree(
    file: CaseFile, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise StoreAway("gone")

    monkeypatch.setattr("service.moderation.corroboration.corroborate", away)
    sent(services, file.volunteer("Vera"))
    assert file.case().reports == 1

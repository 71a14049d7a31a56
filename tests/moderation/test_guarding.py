"""The guards know what the last refresh knew, and say so where they know less."""

from redis import Redis

from service.casework import Token
from service.feeds.feed import Guards
from service.moderation.guarding import NOT_LOADED, UNREADABLE, Guarding
from service.services import Services
from service.store import keys
from tests.conftest import Clock
from tests.helpers import guards, web_service
from tests.helpers.casefile import PAGE, SITE, WALLET, CaseFile
from tests.moderation.test_desk import BLOCK

POPULAR = "only-this-guard-feed-knows.com/"


def publish_guard(redis: Redis, clock: Clock, host: str) -> str:
    """Publish a generation whose guard feeds name a host; return the address of such a copy."""
    copies = guards.copies(redis, clock, {Guards.TOP_SITE: [host]})
    web_service.publish(redis, clock, copies=copies)
    return next(
        copies[name].copy for name, kind in guards.files().items() if kind is Guards.TOP_SITE
    )


def test_what_only_a_guard_feed_knows_is_known_from_its_last_good_copy(
    services: Services, redis: Redis, clock: Clock
) -> None:
    guarding = services.moderation.guarding
    assert guarding.judge(POPULAR).objection is None
    publish_guard(redis, clock, POPULAR)
    assert guarding.judge(POPULAR).objection == "top-site"
    assert guarding.judge("google.com/").canary


def test_a_copy_that_cannot_be_read_is_said_and_looked_for_again(
    services: Services, redis: Redis, clock: Clock
) -> None:
    address = publish_guard(redis, clock, POPULAR)
    redis.rename(keys.copy(address), "aside")
    guarding = Guarding(services.catalogue, services.generations, services.copies, clock)
    assert guarding.judge(POPULAR).objection == UNREADABLE
    assert guarding.judge("nytimes.com/").objection == "top-site"
    redis.rename("aside", keys.copy(address))
    clock.advance(61)
    assert guarding.judge(POPULAR).objection == "top-site"


def test_a_generation_without_its_copies_is_no_reason_to_see_no_objection(
    services: Services, redis: Redis, clock: Clock
) -> None:
    publish_guard(redis, clock, POPULAR)
    redis.delete(keys.meta(services.generations.live() or ""))
    assert services.moderation.guarding.judge(POPULAR).objection == UNREADABLE


def test_the_guard_is_built_once_for_the_same_copies(
    services: Services, redis: Redis, clock: Clock
) -> None:
    guarding = services.moderation.guarding
    publish_guard(redis, clock, POPULAR)
    guarding.judge(POPULAR)
    first = guarding._current().guard
    clock.advance(10)
    publish_guard(redis, clock, POPULAR)
    assert guarding._current().guard is first


def test_where_a_list_was_never_loaded_a_block_needs_two_until_it_is(
    file: CaseFile, ann: Token, ben: Token, redis: Redis, clock: Clock
) -> None:
    """Nobody can tell that it would not have named just this."""
    copies = guards.copies(redis, clock)
    copies.popitem()
    web_service.publish(redis, clock, copies=copies)
    waiting = file.desk.rule(file.report(SITE), BLOCK, ann)
    assert waiting.proposal is not None
    assert waiting.proposal.objection == NOT_LOADED
    assert file.parts.decisions.all() == {}
    file.desk.confirm(waiting, ben)
    assert SITE in file.parts.decisions.all()
    web_service.publish(redis, clock)
    assert file.desk.rule(file.report(PAGE), BLOCK, ann).proposal is None


def test_before_the_first_refresh_every_block_needs_two(services: Services, redis: Redis) -> None:
    redis.delete(keys.LIVE)
    for text in (SITE, PAGE, WALLET):
        assert services.moderation.guarding.judge(text).objection == NOT_LOADED
    assert services.moderation.guarding.judge("nytimes.com/").objection == "top-site"


def test_a_wallet_asks_for_the_lists_of_wallets_and_a_site_for_those_of_sites(
    services: Services, redis: Redis, clock: Clock
) -> None:
    for kinds, known, unknown in ((guards.SITES, SITE, WALLET), (guards.WALLETS, WALLET, SITE)):
        web_service.publish(redis, clock, copies=guards.copies(redis, clock, kinds=kinds))
        assert services.moderation.guarding.judge(known).objection is None
        assert services.moderation.guarding.judge(unknown).objection == NOT_LOADED

"""The guards know what the last refresh knew, and say so where they know less."""

from redis import Redis

from service.feeds.catalogue import FeedKind, Guards
from service.model import Claim
from service.moderation.guarding import UNREADABLE, Guarding
from service.services import Services
from service.store import keys
from service.store.drafts import Draft, FileCopy
from tests.conftest import Clock
from tests.helpers.generations import publisher

POPULAR = "only-this-guard-feed-knows.com/"


def guarded_file(services: Services) -> str:
    """A file of a guard feed that names top sites."""
    return next(
        f"{feed.id}/{file.path}"
        for feed in services.catalogue
        if feed.kind is FeedKind.GUARD
        for file in feed.files
        if file.guards is Guards.TOP_SITE
    )


def publish_guard(services: Services, redis: Redis, clock: Clock, host: str) -> str:
    """Publish a generation whose guard feed names a host; return the copy's address."""
    generations, lock = publisher(redis, clock)
    address = services.copies.save({host: Claim(20_000)})
    copy = FileCopy(address, "f" * 64, 1, 1, {}, int(clock()))
    made = Draft(generations.next_id(), int(clock()), {}, [], copies={guarded_file(services): copy})
    generations.publish(made, lock)
    lock.release()
    return address


def test_what_only_a_guard_feed_knows_is_known_from_its_last_good_copy(
    services: Services, redis: Redis, clock: Clock
) -> None:
    guarding = services.moderation.guarding
    assert guarding.judge(POPULAR).objection is None
    publish_guard(services, redis, clock, POPULAR)
    assert guarding.judge(POPULAR).objection == "top-site"
    assert guarding.judge("google.com/").canary


def test_a_copy_that_cannot_be_read_is_said_and_looked_for_again(
    services: Services, redis: Redis, clock: Clock
) -> None:
    address = publish_guard(services, redis, clock, POPULAR)
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
    publish_guard(services, redis, clock, POPULAR)
    redis.delete(keys.meta(services.generations.live() or ""))
    assert services.moderation.guarding.judge(POPULAR).objection == UNREADABLE


def test_the_guard_is_built_once_for_the_same_copies(
    services: Services, redis: Redis, clock: Clock
) -> None:
    guarding = services.moderation.guarding
    publish_guard(services, redis, clock, POPULAR)
    guarding.judge(POPULAR)
    first = guarding._current().guard
    clock.advance(10)
    publish_guard(services, redis, clock, POPULAR)
    assert guarding._current().guard is first

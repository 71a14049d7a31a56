"""Every key in Redis, and nothing else that knows their names.

One transaction watches or changes `LIVE`, `PINNED`, `MOVED`, `GENERATIONS` and the locks:
on a Cluster this group would need one slot. What people send in and moderators decide shares one
already, by the hash tag in `DESK`: a ruling changes a case, a decision and the log at once. The
keys of a generation must not share one: they are most of the data, and never in a transaction.
"""

import re
from collections.abc import Callable, Iterable, Iterator

LIVE = "mynah:live"  # the generation that answers
PINNED = "mynah:pinned"  # the generation a rollback went to; absent: refreshes publish
MOVED = "mynah:moved"  # unix seconds: when LIVE last changed
CHECKED = "mynah:checked"  # unix seconds: the last refresh in which a feed answered
REFUSED = "mynah:refused"  # why the last list that was built was not published, until one is
GENERATIONS = "mynah:generations"  # hash: generation -> its state
DESK = "mynah:{desk}:"
DECISIONS = DESK + "decisions"  # hash: expression -> the moderators' decision
DECISIONS_VERSION = DESK + "decisions:version"  # grows with every change of DECISIONS
LOG = DESK + "log"  # list: what was decided, the oldest first, each line chained to the one before
REPORTS = DESK + "reports"  # sorted set: ref -> when it was received
CASES = DESK + "cases"  # sorted set: id -> when it was opened
QUEUE = DESK + "queue"  # sorted set: id of an open case -> when it is due, the most urgent first
FILED = DESK + "filed"  # sorted set: "case time.ref" of each report in each case, by letters
REPORTERS = DESK + "reporters"  # set: "case mark" of whom a case has counted
HOSTS = DESK + "hosts"  # sorted set: "host id" of each case about a site or page, by letters
APPEALS = DESK + "appeals"  # sorted set: ref -> when it was received
TOKENS = DESK + "tokens"  # hash: SHA-256 of a token -> what it may do
BACKED_UP = DESK + "backed-up"  # unix seconds: when all of the desk was last written to a file
RESTORING = DESK + "restoring:"  # what stands before the names of keys that wait for a restore
HISTORY = "mynah:history"  # hash: day (YYYY-MM-DD) -> how many entries the list had, by what
FEEDS = "mynah:feeds"  # hash: feed id -> the state of its files
COPIES = "mynah:copies"  # set: addresses of all copies

GENERATION = re.compile(r"[0-9]{8}T[0-9]{6}Z", re.ASCII)


def bucket_prefix(generation: str) -> str:
    """Return what stands before the four hex digits of a bucket."""
    return f"mynah:{generation}:"


def buckets(generation: str, numbers: Iterable[int]) -> list[str]:
    """Return the keys of these buckets."""
    return [f"mynah:{generation}:{number:04x}" for number in numbers]


def meta(generation: str) -> str:
    """Return the key of the generation's facts and other small parts: a hash."""
    return f"mynah:{generation}:meta"


def lists(generation: str) -> str:
    """Return the key of the generation's compressed lists and deltas: a hash."""
    return f"mynah:{generation}:lists"


def entries(generation: str) -> str:
    """Return the key of the generation's entries as text: a hash."""
    return f"mynah:{generation}:entries"


def of_generation(generation: str, numbers: Iterable[int]) -> Iterator[str]:
    """Yield the keys of a generation with these buckets; `meta` last, as a sign of the others."""
    yield from buckets(generation, numbers)
    yield lists(generation)
    yield entries(generation)
    yield meta(generation)


def copy(address: str) -> str:
    """Return the key of one copy of one file of a feed."""
    return f"mynah:copy:{address}"


def lock(name: str) -> str:
    """Return the key of a lock."""
    return f"mynah:lock:{name}"


def _of_the_desk(family: str) -> Callable[[str], str]:
    """What makes the keys of a family from a ref, an id, a mark or a hash."""
    return lambda name: f"{DESK}{family}:{name}"


report = _of_the_desk("report")  # by ref: a report, without what could tell who sent it
personal = _of_the_desk("personal")  # by ref: what a report or appeal says of persons; it expires
case = _of_the_desk("case")  # by id
appeal = _of_the_desk("appeal")  # by ref
session = _of_the_desk("session")  # by the hash of a moderator's cookie; it expires
ticket = _of_the_desk("ticket")  # by the hash of a one-time link for signing in; it expires
day_key = _of_the_desk("day-key")  # by YYYYMMDD: the secret behind that day's marks; it expires
# By mark, and naming neither the case nor the token: that somebody with a token was there today.
counted = _of_the_desk("counted")
spent = _of_the_desk("spent")  # by hash: a proof of work that was used; it expires


def image(ref: str, number: int) -> str:
    """Return the key of one image of a report's evidence; it expires."""
    return f"{DESK}image:{ref}:{number}"


def quota(window: str, mark: str) -> str:
    """Return the key of a count of what one mark sent in one window of time; it expires."""
    return f"{DESK}quota:{window}:{mark}"

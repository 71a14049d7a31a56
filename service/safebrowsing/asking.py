"""What clients ask for, read strictly: each question is understood whole, or refused by its field.

Every page and host that Mynah blocks is one list, of one kind of threat: social engineering. Lists
of other threats are known and empty, so that a client that asks for them too gets an answer.
"""

from collections.abc import Sequence
from itertools import product
from typing import Any, Final, NamedTuple

from service.safebrowsing import messages

OURS: Final = ("SOCIAL_ENGINEERING", "SOCIAL_ENGINEERING_PUBLIC")
"""The second is the name by which builds of Firefox that are not Mozilla's ask for the first."""
URL: Final = "URL"
LISTS: Final = 16  # in one question for updates
FULL_LISTS: Final = 4  # of these, such as have anything in them: each may be megabytes
ENTRIES: Final = 500  # in one question about entries, as Google has it
URL_CHARACTERS: Final = 8_192
_ENTRY_LIMITS: Final = frozenset(1 << power for power in range(10, 21))  # as the documents have it


class BadAsking(ValueError):
    """A field cannot be used."""

    def __init__(self, field: str, said: str) -> None:
        """`said` says what is accepted."""
        super().__init__(field)
        self.field, self.said = field, said


class ThreatList(NamedTuple):
    """The name of a list: of which threat, for which platform, of what kind of entry."""

    threat: str
    platform: str
    entry: str

    @property
    def is_ours(self) -> bool:
        """Whether there can be anything in it. It is the same for every platform."""
        return self.threat in OURS and self.entry == URL


class UpdateAsked(NamedTuple):
    """Which list a client wants to be brought up to date, and how."""

    list: ThreatList
    token: bytes
    compressed: bool
    most: int | None  # entries in one answer
    room: int | None  # entries that the client keeps at all


def updates_asked(message: Any) -> list[UpdateAsked]:
    """Return what a `FetchThreatListUpdatesRequest` asks for. Raises `BadAsking`."""
    field = "listUpdateRequests"
    sent = message.list_update_requests
    if not 1 <= len(sent) <= LISTS:
        raise BadAsking(field, f"expected 1 to {LISTS} lists")
    asked = [_update(one, f"{field}[{number}]") for number, one in enumerate(sent)]
    names = [one.list for one in asked]
    if len(set(names)) < len(names):
        raise BadAsking(field, "expected each list once")
    if sum(name.is_ours for name in names) > FULL_LISTS:
        raise BadAsking(field, f"expected up to {FULL_LISTS} lists of social engineering")
    return asked


def lists_asked(info: Any) -> list[ThreatList]:
    """Return those of our lists that a `ThreatInfo` names. Raises `BadAsking`."""
    named = []
    for field, kinds, enum in (
        ("threatTypes", info.threat_types, messages.THREAT_TYPES),
        ("platformTypes", info.platform_types, messages.PLATFORM_TYPES),
        ("threatEntryTypes", info.threat_entry_types, messages.THREAT_ENTRY_TYPES),
    ):
        if not kinds or 0 in kinds:
            raise BadAsking(f"threatInfo.{field}", f"expected one or more of {_known(enum)}")
        named.append([enum[kind] for kind in dict.fromkeys(kinds)])
    lists = [ThreatList(*names) for names in product(*named)]
    return [one for one in lists if one.is_ours]


def hashes_asked(info: Any) -> list[bytes]:
    """Return the first bytes of hashes that a `ThreatInfo` asks about. Raises `BadAsking`."""
    entries = _entries(info)
    for number, entry in enumerate(entries):
        if not 4 <= len(entry.hash) <= 32 or entry.HasField("url"):
            said = "expected the first 4 to 32 bytes of a SHA-256, and no url"
            raise BadAsking(f"threatInfo.threatEntries[{number}].hash", said)
    return list(dict.fromkeys(entry.hash for entry in entries))


def urls_asked(info: Any) -> list[str]:
    """Return the URLs that a `ThreatInfo` asks about. Raises `BadAsking`."""
    urls: dict[str, None] = {}
    for number, entry in enumerate(_entries(info)):
        url = _url(entry)
        if not 1 <= len(url) <= URL_CHARACTERS or entry.HasField("hash"):
            said = f"expected a URL of up to {URL_CHARACTERS:,} characters in UTF-8, and no hash"
            raise BadAsking(f"threatInfo.threatEntries[{number}].url", said)
        urls[url] = None
    return list(urls)


def _url(entry: Any) -> str:
    """Return a URL, or "" for bytes that are no UTF-8: protobuf's library hands these on as they
    are, where it is the one in C; its twin in Python has refused them before.
    """
    return entry.url if isinstance(entry.url, str) else ""


def _entries(info: Any) -> Sequence[Any]:
    entries: Sequence[Any] = info.threat_entries
    if not 1 <= len(entries) <= ENTRIES:
        raise BadAsking("threatInfo.threatEntries", f"expected 1 to {ENTRIES} entries")
    return entries


def _update(sent: Any, field: str) -> UpdateAsked:
    limits = sent.constraints
    name = ThreatList(
        _one(sent.threat_type, messages.THREAT_TYPES, f"{field}.threatType"),
        _one(sent.platform_type, messages.PLATFORM_TYPES, f"{field}.platformType"),
        _one(sent.threat_entry_type, messages.THREAT_ENTRY_TYPES, f"{field}.threatEntryType"),
    )
    most = _limit(limits.max_update_entries, f"{field}.constraints.maxUpdateEntries")
    room = _limit(limits.max_database_entries, f"{field}.constraints.maxDatabaseEntries")
    return UpdateAsked(name, sent.state, _RICE in limits.supported_compressions, most, room)


_RICE: Final = 2


def _one(kind: int, enum: Sequence[str], field: str) -> str:
    if not kind:
        raise BadAsking(field, f"expected one of {_known(enum)}")
    return enum[kind]


def _known(enum: Sequence[str]) -> str:
    return ", ".join(enum[1:])


def _limit(entries: int, field: str) -> int | None:
    if entries and entries not in _ENTRY_LIMITS:
        raise BadAsking(field, "expected a power of two from 1,024 to 1,048,576, or 0 for no limit")
    return entries or None

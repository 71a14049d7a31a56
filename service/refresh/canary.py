"""After publishing: what may never be listed is not, and what was published can be found.

Asked of the store as the web's workers ask, so that a fault anywhere between a draft and an answer
shows before anybody is warned of the wrong site.
"""

from collections.abc import Iterable
from itertools import islice

from service.lists.records import find
from service.names.hashing import bucket, digest
from service.refresh.guarddata import canaries
from service.refresh.stores import Stores
from service.store.drafts import Draft
from service.store.errors import NothingToRollBackTo, NotPublished

_PROBES = 20
_AT_ONCE = 5000  # look-ups in one reading


def check_canaries(stores: Stores, draft: Draft) -> None:
    """Look up names that must not be listed and some that must be.

    Raises NotPublished if one is wrong, after going back to the generation before, which pins it:
    somebody has to look.
    """
    step = max(1, len(draft.entries) // _PROBES)
    expected = islice(draft.entries, 0, None, step)
    wrong = [f"{text} is listed" for text in listed(stores, canaries())]
    found = set(listed(stores, probes := list(expected)))
    wrong += [f"{text} is not listed" for text in probes if text not in found]
    if not wrong:
        return
    try:
        back = f"generation {stores.generations.rollback()} is live again, and pinned"
    except NothingToRollBackTo:
        back = "there is no generation to go back to"
    raise NotPublished(f"generation {draft.id} answers wrongly ({wrong[0]}): {back}")


def listed(stores: Stores, expressions: Iterable[str]) -> list[str]:
    """Those of the expressions that the live generation lists."""
    asked = sorted(expressions)
    answer = []
    for start in range(0, len(asked), _AT_ONCE):
        digests = {text: digest(text) for text in asked[start : start + _AT_ONCE]}
        reading = stores.reader.read([bucket(hash_) for hash_ in digests.values()])
        pairs = zip(digests.items(), reading.buckets, strict=True)
        answer += [text for (text, hash_), found in pairs if find(found, hash_) is not None]
    return answer

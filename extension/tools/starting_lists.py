"""The lists that the extension is packaged with: the starting list, as a browser reads it.

They protect from the first minute on, until the service has answered. Nobody signs them, for they
come with the code; their sums are in `lists/manifest.json`. The same bytes from the same sources.
"""

import hashlib
import json
from importlib.resources import files
from typing import Any, cast

from service.feeds import catalogue
from service.lists import manifest
from service.lists.chain import GENESIS, Tip
from service.lists.texts import both_lists
from service.refresh import starting
from service.refresh.build import Builder
from service.refresh.plan import jobs_of
from service.store.copies import CopyStore
from service.times import rfc3339

DAY = 86_400
VALID_DAYS = 7  # as those that the service signs: what is older is called old
_NO_COPIES = cast("CopyStore", None)  # nothing but the starting list is read
_UNSIGNED = {"log"}


def packaged() -> dict[str, bytes]:
    """Return the files by their path in the package."""
    feeds = catalogue.load(None)
    read_at = max(filter(None, (starting.read_at(feed.id) for feed in feeds)))
    builder = Builder(_NO_COPIES, jobs_of(feeds, read_at // DAY, {}, {}), read_at // DAY, dry=True)
    built = builder.build(())
    texts = both_lists(built.entries, built.facts)
    announced = announcement(texts, read_at)
    return {
        "lists/manifest.json": (json.dumps(announced, indent=1) + "\n").encode(),
        "lists/LICENCES.txt": licences().encode(),
        **{f"lists/{name}.txt": text for name, text in texts.items()},
    }


def announcement(texts: dict[str, bytes], read_at: int) -> dict[str, Any]:
    """Return what the manifest of these lists says, without key, signature and log."""
    version = f"starting-{rfc3339(read_at)[:10]}"
    infos = {
        name: manifest.ListInfo(
            version, text.count(b"\n"), hashlib.sha256(text).hexdigest(), len(text)
        )
        for name, text in texts.items()
    }
    tip = Tip(0, GENESIS)
    whole = manifest.build(infos, read_at, read_at + VALID_DAYS * DAY, 900, "", tip)
    return {name: value for name, value in whole.items() if name not in _UNSIGNED}


def licences() -> str:
    """Return the licence texts of the feeds that the lists are made from, under their names."""
    folder = files("service.refresh") / "data" / "starting"
    texts = sorted((one.name, one) for one in folder.iterdir() if one.name.endswith(".LICENSE"))
    return "\n".join(
        f"==== {name.removesuffix('.LICENSE')} ====\n\n{one.read_text('utf-8')}"
        for name, one in texts
    )

"""What `/v1/stats` answers."""

from typing import Final

from service.web.openapi.shapes import Schema, count, list_of, object_of, text

_COUNTS: Final[Schema] = {"type": "object", "additionalProperties": count()}
_DAILY: Final = list_of(object_of({"day": text(format="date"), "count": count()}))
STATS: Final = object_of(
    {
        "days": list_of(
            object_of(
                {
                    "day": text(format="date"),
                    "entries": count(),
                    **dict.fromkeys(
                        ("kinds", "severities", "categories", "chains", "feeds", "alone"), _COUNTS
                    ),
                    "overlap": list_of(object_of({"feeds": list_of(text()), "entries": count()})),
                }
            )
        ),
        "reports": object_of(
            {"waiting": count(), "decided": count(), "received": _DAILY, "appeals": _DAILY},
            {"median_seconds_to_decision": count()},
        ),
    }
)

"""One parser per format. Each takes a body and its parameters; what it cannot use, it counts.

To add a format: write the module with `PARAMS` and `parse`, and name it in `_FORMATS`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from service.feeds.parsers import (
    adblock,
    columns,
    cryptoscamdb,
    host_regexes,
    hosts,
    json_labels,
    json_links,
    json_list,
    json_records,
    lines,
    peer,
    yaml_list,
)
from service.feeds.parsers.base import Item, Parsed, ParseError, Skip

__all__ = ["DATED", "PARAMS", "PARSERS", "REQUIRED", "Item", "ParseError", "Parsed", "Skip"]

_FORMATS = {
    "adblock": adblock,
    "columns": columns,
    "cryptoscamdb": cryptoscamdb,
    "host-regexes": host_regexes,
    "hosts": hosts,
    "json-labels": json_labels,
    "json-links": json_links,
    "json-list": json_list,
    "json-records": json_records,
    "lines": lines,
    "peer": peer,
    "yaml-list": yaml_list,
}

Parser = Callable[[bytes, Mapping[str, Any]], Parsed]

# Each raises ParseError when the body as a whole is not of its format, and nothing else.
PARSERS: Mapping[str, Parser] = MappingProxyType({n: m.parse for n, m in _FORMATS.items()})
# The parameters that each format knows, those it cannot do without, and their types.
PARAMS: Mapping[str, Mapping[str, type]] = MappingProxyType(
    {name: module.PARAMS for name, module in _FORMATS.items()}
)
REQUIRED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "columns": frozenset({"column"}),
        "json-labels": frozenset({"labels"}),
        "json-records": frozenset({"text"}),
        "peer": frozenset({"own", "feeds"}),
        "yaml-list": frozenset({"key"}),
    }
)
# Formats that give their items the day in a dated file's name, as the parameter `first_seen`.
DATED = frozenset({"json-list"})

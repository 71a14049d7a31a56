"""Frozen dataclasses as JSON and back, by their types: what is stored by one version of this
program is read by the next, which leaves out fields that it does not know.
"""

import json
import types
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def dump(value: Any) -> str:
    """Return a dataclass as JSON; what is None or empty by default is written all the same."""
    return json.dumps(asdict(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def load(kind: type[T], row: bytes | str) -> T:
    """Return the dataclass that `dump` was given. Raises ValueError for anything else."""
    try:
        found: T = _build(kind, json.loads(row))
    except (TypeError, KeyError, AttributeError) as fault:
        raise ValueError(f"this is no stored {kind.__name__}: {fault}") from fault
    return found


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _build(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _build_one_of(get_args(kind), value)
    if origin is tuple:
        return tuple(_build(get_args(kind)[0], item) for item in value)
    if origin is dict:
        return dict(value)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        given = {f.name: value[f.name] for f in fields(kind) if f.name in value}
        return kind(**{name: _build(hints[name], item) for name, item in given.items()})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return value


def _build_one_of(kinds: tuple[Any, ...], value: Any) -> Any:
    """`X | None`, or an enum beside plain text that it does not know."""
    if value is None:
        return None
    for kind in kinds:
        if kind is not type(None):
            try:
                return _build(kind, value)
            except ValueError:
                continue
    raise ValueError(f"{value!r} is none of {kinds}")

"""How a value is described in JSON Schema 2020-12, in a word each."""

from typing import Any

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    """Point to a schema of `SCHEMAS`."""
    return {"$ref": f"#/components/schemas/{name}"}


def text(said: str = "", **more: Any) -> Schema:
    """Describe a text."""
    return {"type": "string", **({"description": said} if said else {}), **more}


def one_of(values: Any, said: str = "") -> Schema:
    """Describe a text that is one of these."""
    return text(said, enum=[str(value) for value in values])


def count(said: str = "", least: int = 0) -> Schema:
    """Describe a whole number."""
    return {"type": "integer", "minimum": least, **({"description": said} if said else {})}


def list_of(items: Schema, **more: Any) -> Schema:
    """Describe a list."""
    return {"type": "array", "items": items, **more}


def object_of(required: Schema, optional: Schema | None = None, **more: Any) -> Schema:
    """Describe an object that has these fields and no others."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
        **more,
    }

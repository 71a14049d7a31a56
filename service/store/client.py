"""The Redis client as this package types it.

We always ask for bytes, but redis-py types most answers as bytes or str, and differently in its
major versions; so its clients and pipelines are `Any` here, and the functions around them say what
comes back.
"""

from typing import Any, TypeAlias

Client: TypeAlias = Any
Pipe: TypeAlias = Any

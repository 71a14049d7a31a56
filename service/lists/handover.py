"""A hand-over: the statement, signed by one key of a service, that another takes its place.

It stands in every manifest while it holds, so that whoever trusts the old key can come to trust the
new one. Its members are these and no others: nothing else that a key signs can be taken for one.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from service.times import rfc3339

MEMBERS = frozenset({"from", "to", "valid_from", "valid_until", "signature"})
MOST = 8  # in one manifest: more than anybody can need


def sign(seed: bytes, to: bytes, valid_from: float, valid_until: float) -> dict[str, str]:
    """Return the statement that the seed's key hands over to the public key `to`."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    statement = {
        "from": b64encode(key.public_key().public_bytes_raw()).decode(),
        "to": b64encode(to).decode(),
        "valid_from": rfc3339(valid_from),
        "valid_until": rfc3339(valid_until),
    }
    signature = key.sign(rfc8785.dumps(statement))
    return statement | {"signature": b64encode(signature).decode()}


def is_signed(statement: Mapping[str, Any]) -> bool:
    """Say whether this is a hand-over, and the key that it is from has signed it."""
    if set(statement) != MEMBERS or not all(isinstance(text, str) for text in statement.values()):
        return False
    signed = {name: text for name, text in statement.items() if name != "signature"}
    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(statement["from"], validate=True))
        key.verify(b64decode(statement["signature"], validate=True), rfc8785.dumps(signed))
    except (ValueError, InvalidSignature):
        return False
    return True


def holding(statements: Iterable[Mapping[str, str]], now: float) -> list[dict[str, str]]:
    """Return those that hold now, in the order given. Times of one form sort as texts."""
    moment = rfc3339(now)
    return [dict(one) for one in statements if one["valid_from"] <= moment < one["valid_until"]]


def leads(statements: Iterable[Mapping[str, Any]], old: str, new: str, now: float) -> bool:
    """Say whether signed statements that hold now lead from one public key (base64) to another."""
    holds = [one for one in statements if is_signed(one)]
    known = {old}
    for _ in range(MOST):
        known |= {one["to"] for one in holding(holds, now) if one["from"] in known}
    return new in known

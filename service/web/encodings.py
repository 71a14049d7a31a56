"""Which of the encodings we keep a client gets (RFC 9110 section 12.5.3)."""

from service.lists.bodies import ENCODINGS, IDENTITY


def negotiate(accepted: str | None) -> str:
    """Return the encoding that the client likes best; among equals, the smallest.

    A client that accepts nothing we have gets the plain text, as the RFC allows.

    >>> negotiate("gzip, deflate, br;q=0.9")
    'gzip'
    >>> negotiate("*;q=0.5, br;q=0")
    'zstd'
    """
    if not accepted or not accepted.strip():
        return IDENTITY
    weights = dict(_weight(part) for part in accepted.lower().split(","))
    others = weights.get("*", 0.0)
    best, weight = IDENTITY, 0.0
    for encoding in (*ENCODINGS, IDENTITY):
        ours = weights.get(encoding, others)
        if ours > weight:
            best, weight = encoding, ours
    return best


def _weight(part: str) -> tuple[str, float]:
    """Return a coding and its weight; one that cannot be read is not wanted."""
    coding, _, parameter = part.partition(";")
    name, _, value = parameter.strip().partition("=")
    coding = "gzip" if coding.strip() == "x-gzip" else coding.strip()
    if not parameter.strip():
        return coding, 1.0
    try:
        weight = float(value) if name.strip() == "q" else 0.0
    except ValueError:
        return coding, 0.0
    return coding, weight if 0.0 < weight <= 1.0 else 0.0

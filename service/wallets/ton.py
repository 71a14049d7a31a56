"""TON (TEP-2): an account is a workchain and 256 bits, written raw or "user-friendly".

A friendly address also says whether a payment may bounce, and may ask to be refused outside the
test network, which we do. Each account's canonical form is the raw one.
"""

import re
from base64 import b64decode
from binascii import crc_hqx
from typing import Final

_RAW = re.compile(r"(0|-1):([0-9a-fA-F]{64})")
_FRIENDLY = re.compile(r"[EU](?:[0-9A-Za-z+/]{47}|[0-9A-Za-z_-]{47})")
_TAGS: Final = (0x11, 0x51)  # bounceable and not; both +0x80 for the test network only
_WORKCHAINS: Final = {0x00: "0", 0xFF: "-1"}  # the two that exist


def ton(text: str) -> str | None:
    """Return the raw address, its digits in lower case."""
    if _RAW.fullmatch(text):
        return text.lower()
    if not _FRIENDLY.fullmatch(text):
        return None
    data = b64decode(text.replace("-", "+").replace("_", "/"))
    tag, workchain, account, checksum = data[0], data[1], data[2:34], data[34:]
    if tag not in _TAGS or workchain not in _WORKCHAINS:
        return None
    if crc_hqx(data[:34], 0).to_bytes(2, "big") != checksum:
        return None
    return f"{_WORKCHAINS[workchain]}:{account.hex()}"

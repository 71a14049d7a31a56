"""Which chains a text is a wallet address of, and the one spelling of the address on each.

An address counts only if its checksum holds, where the chain has one. Nothing is forgiven but
white space around it. Addresses of test networks are no addresses: nobody loses money there.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from service.wallets.bitcoin import bitcoin, dash, dogecoin, litecoin
from service.wallets.bitcoin_cash import bitcoin_cash
from service.wallets.cardano import cardano
from service.wallets.cosmos import PREFIXES as COSMOS_PREFIXES
from service.wallets.cosmos import cosmos
from service.wallets.evm import evm
from service.wallets.monero import monero
from service.wallets.polkadot import polkadot
from service.wallets.solana import solana
from service.wallets.stellar import stellar
from service.wallets.ton import ton
from service.wallets.tron import tron
from service.wallets.xrp import xrp
from service.wallets.zcash import zcash

Reader = Callable[[str], str | None]
"""Gives the canonical form of an address of its chain, None for any other text."""


class Address(NamedTuple):
    """An address on one chain; `chain:canonical` is its expression."""

    chain: str
    canonical: str


_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_COSMOS: Final = {prefix[0] for prefix in COSMOS_PREFIXES}

# Chain, the characters that an address of it can begin with, what reads it.
_TABLE: Final[tuple[tuple[str, str, Reader], ...]] = (
    ("bitcoin", "13bB", bitcoin),
    ("bitcoin-cash", "13bBqpzrQPZR", bitcoin_cash),
    ("litecoin", "3LMlL", litecoin),
    ("dogecoin", "DA9", dogecoin),
    ("dash", "X7", dash),
    ("zcash", "tzuTZU", zcash),
    ("monero", "48", monero),
    ("evm", "0", evm),
    ("tron", "T", tron),
    ("solana", _BASE58, solana),
    ("xrp", "rX", xrp),
    ("cardano", _BASE58, cardano),
    ("ton", "EU0-", ton),
    ("polkadot", _BASE58, polkadot),
    ("cosmos", "".join(sorted(_COSMOS | {letter.upper() for letter in _COSMOS})), cosmos),
    ("stellar", "GMC", stellar),
)
CHAINS: Final = tuple(chain for chain, _, _ in _TABLE)

# What ECMAScript's trim() takes off, so that a text is the same one in the browser.
_WHITE_SPACE: Final = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
_SHORTEST: Final = 14  # characters: segwit with the shortest program that BIP-173 allows
_LONGEST: Final = 1024  # characters: a Zcash unified address with receivers of unknown kinds


def recognise(text: str) -> tuple[Address, ...]:
    """Return every chain that `text` is a valid address of, in the order of CHAINS.

    >>> recognise(" 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")
    (Address(chain='evm', canonical='0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed'),)
    >>> recognise("example.com")
    ()
    """
    text = text.strip(_WHITE_SPACE)
    if not _SHORTEST <= len(text) <= _LONGEST or "." in text or not text.isascii():
        return ()
    readers = _BY_FIRST.get(text[0], ())
    return tuple(Address(chain, found) for chain, read in readers if (found := read(text)))


def _by_first() -> Mapping[str, tuple[tuple[str, Reader], ...]]:
    readers: defaultdict[str, list[tuple[str, Reader]]] = defaultdict(list)
    for chain, first, read in _TABLE:
        for letter in set(first):
            readers[letter].append((chain, read))
    return {letter: tuple(found) for letter, found in readers.items()}


_BY_FIRST: Final = _by_first()

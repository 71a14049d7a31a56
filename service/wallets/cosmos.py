"""Cosmos: bech32 under the prefix of any of the chains built with the Cosmos SDK.

A table of prefixes, because many others use bech32 for 20 or 32 bytes that are no such address
(Nostr's `npub`, Zilliqa's `zil`, Harmony's `one`). The prefixes are those that SLIP-0173 and the
Cosmos chain registry give to these chains.
"""

from typing import Final

from service.wallets import bech32

_NAMES: Final = """
    agoric akash allo althea andr archway arkh aura axelar band bbn bitsong bnb bostrom canto
    celestia certik cheqd chihuahua comdex core cosmos cre cro cyber decentr desmos dydx dym
    elys emoney empower evmos ex fetch firma gitopia gravity iaa init inj iris ixo jkl juno kava
    ki kira kujira like mantle mantra maya micro migaloo neutron nibi noble nolus nomic odin
    omniflix onomy orai osmo panacea pasg pb persistence plq point pryzm quasar quick realio
    rebus regen rizon saga secret sei sent shentu sif somm star stars stride swth terra tgrade
    thor tori umee union xion xpla zeta
"""
PREFIXES: Final = frozenset(_NAMES.split())
_VALIDATOR: Final = "valoper"  # follows the prefix in the address of a validator's operator
_SIZES: Final = (20, 32)  # bytes: of a key's hash, of a contract or a module


def cosmos(text: str) -> str | None:
    """Return the address in lower case."""
    decoded = bech32.decode(text)
    if decoded is None or decoded.constant != bech32.BECH32:
        return None
    if decoded.hrp.removesuffix(_VALIDATOR) not in PREFIXES:
        return None
    data = bech32.to_bytes(decoded.words)
    return decoded.text if data is not None and len(data) in _SIZES else None

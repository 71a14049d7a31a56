// @ts-check
/**
 * Cosmos: bech32 under the prefix of any of the chains built with the Cosmos SDK.
 *
 * A table of prefixes, because many others use bech32 for 20 or 32 bytes that are no such address
 * (Nostr's `npub`, Zilliqa's `zil`, Harmony's `one`). Kept equal to `service/wallets/cosmos.py`.
 */
import { BECH32, decode, toBytes } from './bech32.js';

export const PREFIXES = new Set(
  `
    agoric akash allo althea andr archway arkh aura axelar band bbn bitsong bnb bostrom canto
    celestia certik cheqd chihuahua comdex core cosmos cre cro cyber decentr desmos dydx dym
    elys emoney empower evmos ex fetch firma gitopia gravity iaa init inj iris ixo jkl juno kava
    ki kira kujira like mantle mantra maya micro migaloo neutron nibi noble nolus nomic odin
    omniflix onomy orai osmo panacea pasg pb persistence plq point pryzm quasar quick realio
    rebus regen rizon saga secret sei sent shentu sif somm star stars stride swth terra tgrade
    thor tori umee union xion xpla zeta
  `.trim().split(/\s+/),
);
const VALIDATOR = /valoper$/; // follows the prefix in the address of a validator's operator
const SIZES = [20, 32]; // bytes: of a key's hash, of a contract or a module

/**
 * The address in lower case.
 * @param {string} text
 * @returns {string | null}
 */
export function cosmos(text) {
  const decoded = decode(text);
  if (!decoded || decoded.checksum !== BECH32) return null;
  if (!PREFIXES.has(decoded.hrp.replace(VALIDATOR, ''))) return null;
  const data = toBytes(decoded.words);
  return data && SIZES.includes(data.length) ? decoded.text : null;
}

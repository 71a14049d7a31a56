// @ts-check
/** How people call the chains that wallet addresses are of. */
import { text } from './i18n.js';

/** Names that are the same in every language. @type {Record<string, string>} */
const NAMES = {
  bitcoin: 'Bitcoin', 'bitcoin-cash': 'Bitcoin Cash', litecoin: 'Litecoin', dogecoin: 'Dogecoin', dash: 'Dash',
  zcash: 'Zcash', monero: 'Monero', tron: 'Tron', solana: 'Solana', xrp: 'XRP Ledger', cardano: 'Cardano', ton: 'TON',
  polkadot: 'Polkadot', cosmos: 'Cosmos', stellar: 'Stellar',
};

/** @param {string} chain */
export function chainText(chain) {
  return Object.hasOwn(NAMES, chain) ? NAMES[chain] : text('ask_chain_evm');
}

/*
 * The methods of a wallet that move money, give a permission or sign: those that are looked at. Loaded as a
 * classic script, by content scripts, and as a module for its effect. `wallet-call.js` reads each of them.
 */
/** @type {any} */ (globalThis).MYNAH_GUARDED_METHODS = {
  __proto__: null,
  eth_sendTransaction: true,
  eth_signTransaction: true,
  wallet_sendTransaction: true,
  wallet_sendCalls: true,
  wallet_prepareCalls: true,
  personal_sign: true,
  eth_sign: true,
  eth_signTypedData: true,
  eth_signTypedData_v3: true,
  eth_signTypedData_v4: true,
  wallet_invokeMethod: true,
};

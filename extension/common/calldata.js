// @ts-check
/**
 * Whom a contract call names: who is sent something, and who is allowed to spend. Read by the rules of the
 * contract ABI (docs.soliditylang.org, "Contract ABI Specification") from the calls of ERC-20, ERC-721,
 * ERC-777, ERC-1155, ERC-2612, Permit2 and the usual ways to pack several calls into one.
 *
 * A call that takes a permission back names nobody: nothing may stand between a person and that.
 * @typedef {'send' | 'allow' | 'call' | 'sign'} Kind what happens with the address
 * @typedef {{kind: Kind, address: string}} Named the address in lower case
 * @typedef {{to?: string, data: string, pays?: boolean}} Call
 */

/** Of one request, so many calls and addresses are read, in so many layers. */
const MOST_READ = 1_000;
const MOST_LAYERS = 8;

/** A request that names more than anybody could be asked about. */
export class TooMuch extends Error {}

/**
 * For each signature, the words of its arguments that name somebody, and the word that is zero when a
 * permission is taken back. (ERC-721 gives and takes with the same `approve`, and there zero can be the number of
 * a thing that is given away: that one is not seen.)
 * @type {Record<string, {names: [Kind, number][], zeroRevokes?: number}>}
 */
const CALLS = {
  'transfer(address,uint256)': { names: [['send', 0]] },
  'transferFrom(address,address,uint256)': { names: [['send', 1]] },
  'safeTransferFrom(address,address,uint256)': { names: [['send', 1]] },
  'safeTransferFrom(address,address,uint256,bytes)': { names: [['send', 1]] },
  'safeTransferFrom(address,address,uint256,uint256,bytes)': { names: [['send', 1]] },
  'safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)': { names: [['send', 1]] },
  'transferAndCall(address,uint256)': { names: [['send', 0]] },
  'transferAndCall(address,uint256,bytes)': { names: [['send', 0]] },
  'send(address,uint256,bytes)': { names: [['send', 0]] },
  'approve(address,uint256)': { names: [['allow', 0]], zeroRevokes: 1 },
  'approveAndCall(address,uint256)': { names: [['allow', 0]] },
  'approveAndCall(address,uint256,bytes)': { names: [['allow', 0]] },
  'increaseAllowance(address,uint256)': { names: [['allow', 0]] },
  'increaseApproval(address,uint256)': { names: [['allow', 0]] },
  'setApprovalForAll(address,bool)': { names: [['allow', 0]], zeroRevokes: 1 },
  'authorizeOperator(address)': { names: [['allow', 0]] },
  'permit(address,address,uint256,uint256,uint8,bytes32,bytes32)': { names: [['allow', 1]], zeroRevokes: 2 },
  'permit(address,address,uint256,uint256,bool,uint8,bytes32,bytes32)': { names: [['allow', 1]], zeroRevokes: 4 },
  // Permit2 (github.com/Uniswap/permit2)
  'approve(address,address,uint160,uint48)': { names: [['allow', 1]], zeroRevokes: 2 },
  'permit(address,((address,uint160,uint48,uint48),address,uint256),bytes)': { names: [['allow', 5]], zeroRevokes: 2 },
  'transferFrom(address,address,uint160,address)': { names: [['send', 1]] },
  'permitTransferFrom(((address,uint256),uint256,uint256),(address,uint256),address,bytes)': { names: [['send', 4]] },
};

/** For each signature, the calls inside. @type {Record<string, (args: Arguments) => Call[]>} */
const PACKS = {
  'multicall(bytes[])': (args) => args.bytesList(0).map((data) => ({ data })),
  'multicall(uint256,bytes[])': (args) => args.bytesList(1).map((data) => ({ data })),
  'multicall(bytes32,bytes[])': (args) => args.bytesList(1).map((data) => ({ data })),
  'aggregate((address,bytes)[])': (args) => args.tuples(0).map((one) => ({ to: one.address(0), data: one.bytes(1) })),
  'tryAggregate(bool,(address,bytes)[])': (args) => args.tuples(1).map((one) => ({ to: one.address(0), data: one.bytes(1) })),
  'aggregate3((address,bool,bytes)[])': (args) => args.tuples(0).map((one) => ({ to: one.address(0), data: one.bytes(2) })),
  'aggregate3Value((address,bool,uint256,bytes)[])': (args) =>
    args.tuples(0).map((one) => ({ to: one.address(0), data: one.bytes(3), pays: !one.isZero(2) })),
  // Smart accounts: ERC-4337's samples, Safe, and ERC-7579's single and batch
  'execute(address,uint256,bytes)': (args) => [{ to: args.address(0), data: args.bytes(2), pays: !args.isZero(1) }],
  'executeBatch(address[],bytes[])': (args) => paired(args.addresses(0), args.bytesList(1)),
  'executeBatch(address[],uint256[],bytes[])': (args) => paired(args.addresses(0), args.bytesList(2)),
  'executeBatch((address,uint256,bytes)[])': (args) =>
    args.tuples(0).map((one) => ({ to: one.address(0), data: one.bytes(2), pays: !one.isZero(1) })),
  'execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)': (args) => [
    { to: args.address(0), data: args.bytes(2), pays: !args.isZero(1) },
  ],
};

/** The first four bytes of each signature's Keccak-256; a test computes them. @type {Record<string, string>} */
export const SELECTORS = {
  'a9059cbb': 'transfer(address,uint256)',
  '23b872dd': 'transferFrom(address,address,uint256)',
  '42842e0e': 'safeTransferFrom(address,address,uint256)',
  'b88d4fde': 'safeTransferFrom(address,address,uint256,bytes)',
  'f242432a': 'safeTransferFrom(address,address,uint256,uint256,bytes)',
  '2eb2c2d6': 'safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)',
  '1296ee62': 'transferAndCall(address,uint256)',
  '4000aea0': 'transferAndCall(address,uint256,bytes)',
  '9bd9bbc6': 'send(address,uint256,bytes)',
  '095ea7b3': 'approve(address,uint256)',
  '3177029f': 'approveAndCall(address,uint256)',
  'cae9ca51': 'approveAndCall(address,uint256,bytes)',
  '39509351': 'increaseAllowance(address,uint256)',
  'd73dd623': 'increaseApproval(address,uint256)',
  'a22cb465': 'setApprovalForAll(address,bool)',
  '959b8c3f': 'authorizeOperator(address)',
  'd505accf': 'permit(address,address,uint256,uint256,uint8,bytes32,bytes32)',
  '8fcbaf0c': 'permit(address,address,uint256,uint256,bool,uint8,bytes32,bytes32)',
  '87517c45': 'approve(address,address,uint160,uint48)',
  '2b67b570': 'permit(address,((address,uint160,uint48,uint48),address,uint256),bytes)',
  '36c78516': 'transferFrom(address,address,uint160,address)',
  '30f28b7a': 'permitTransferFrom(((address,uint256),uint256,uint256),(address,uint256),address,bytes)',
  'ac9650d8': 'multicall(bytes[])',
  '5ae401dc': 'multicall(uint256,bytes[])',
  '1f0464d1': 'multicall(bytes32,bytes[])',
  '252dba42': 'aggregate((address,bytes)[])',
  'bce38bd7': 'tryAggregate(bool,(address,bytes)[])',
  '82ad56cb': 'aggregate3((address,bool,bytes)[])',
  '174dea71': 'aggregate3Value((address,bool,uint256,bytes)[])',
  'b61d27f6': 'execute(address,uint256,bytes)',
  '18dfb3c7': 'executeBatch(address[],bytes[])',
  '47e1da2a': 'executeBatch(address[],uint256[],bytes[])',
  '34fcd5be': 'executeBatch((address,uint256,bytes)[])',
  '6a761202': 'execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)',
};

/**
 * Whom a call names: the one it goes to, and those in its arguments.
 * @param {Call} call
 * @returns {Named[]}
 * @throws {TooMuch}
 */
export function namedInCall(call) {
  /** @type {Named[]} */
  const named = [];
  let budget = MOST_READ;
  read({ ...call, data: hexDigits(call.data) }, 0);
  return named;

  /**
   * @param {Call} one
   * @param {number} layer
   */
  function read({ to, data: digits, pays = false }, layer) {
    budget -= 1;
    if (budget < 0 || layer > MOST_LAYERS) throw new TooMuch();
    if (to) named.push({ kind: pays || digits.length < 8 ? 'send' : 'call', address: to });
    const signature = SELECTORS[digits.slice(0, 8)];
    if (!signature) return;
    const args = new Arguments(digits.slice(8), 0);
    named.push(...namedByArguments(signature, args));
    for (const inner of PACKS[signature]?.(args) ?? []) read(inner, layer + 1);
  }
}

/**
 * @param {string} signature
 * @param {Arguments} args
 * @returns {Named[]}
 */
function namedByArguments(signature, args) {
  const { names = [], zeroRevokes } = CALLS[signature] ?? {};
  if (zeroRevokes !== undefined && args.isZero(zeroRevokes)) return [];
  return names.map(([kind, place]) => ({ kind, address: args.address(place) }));
}

/**
 * The digits of a hex text, whether it begins with 0x or not; empty for what is none.
 * @param {unknown} text
 */
export function hexDigits(text) {
  const digits = typeof text === 'string' ? text.toLowerCase().replace(/^0x/, '') : '';
  return /^[0-9a-f]*$/.test(digits) ? digits : '';
}

/**
 * @param {string[]} addresses
 * @param {string[]} datas
 * @returns {Call[]}
 */
function paired(addresses, datas) {
  return addresses.map((to, at) => ({ to, data: datas[at] ?? '' }));
}

/**
 * Encoded arguments from some place on. What lies beyond the end is zero, as the chain reads it; a length that
 * cannot be true means that the chain would refuse the call, so it names nobody.
 */
class Arguments {
  #digits;
  #base;

  /**
   * @param {string} digits
   * @param {number} base in bytes
   */
  constructor(digits, base) {
    this.#digits = digits;
    this.#base = base;
  }

  /** @param {number} place in words */
  address(place) {
    return `0x${this.#word(this.#base + 32 * place).slice(24)}`;
  }

  /** @param {number} place */
  isZero(place) {
    return /^0*$/.test(this.#word(this.#base + 32 * place));
  }

  /** @param {number} place of its offset */
  bytes(place) {
    return this.#bytesAt(this.#follow(place));
  }

  /** @param {number} place */
  addresses(place) {
    const { start, count } = this.#list(place);
    const list = new Arguments(this.#digits, start);
    return Array.from({ length: count }, (_, at) => list.address(at));
  }

  /** @param {number} place */
  bytesList(place) {
    const { start, count } = this.#list(place);
    const list = new Arguments(this.#digits, start);
    return Array.from({ length: count }, (_, at) => list.bytes(at));
  }

  /** @param {number} place of a list of tuples that have something of no fixed length in them */
  tuples(place) {
    const { start, count } = this.#list(place);
    const list = new Arguments(this.#digits, start);
    return Array.from({ length: count }, (_, at) => new Arguments(this.#digits, list.#follow(at)));
  }

  /** @param {number} at in bytes */
  #bytesAt(at) {
    const length = this.#number(at);
    return this.#digits.slice(2 * (at + 32), 2 * (at + 32 + length));
  }

  /** @param {number} place */
  #list(place) {
    const at = this.#follow(place);
    const count = this.#number(at);
    const fits = count * 64 <= this.#digits.length;
    return { start: at + 32, count: fits ? count : 0 };
  }

  /** Where the offset at a place points to. @param {number} place */
  #follow(place) {
    return this.#base + this.#number(this.#base + 32 * place);
  }

  /** One that is greater than any call is long reads as the end. @param {number} at in bytes */
  #number(at) {
    return Math.min(Number(`0x${this.#word(at)}`), this.#digits.length);
  }

  /** @param {number} at in bytes */
  #word(at) {
    return this.#digits.slice(2 * at, 2 * at + 64).padEnd(64, '0');
  }
}

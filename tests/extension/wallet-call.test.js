import assert from 'node:assert/strict';
import test from 'node:test';
import { SELECTORS, TooMuch, namedInCall } from '../../extension/common/calldata.js';
import { addressOf, namedInText, namedInTypedData } from '../../extension/common/typed-data.js';
import { GUARDED_METHODS, namedIn } from '../../extension/common/wallet-call.js';
import { keccak_256 } from '../../extension/vendor/noble-hashes/sha3.js';

const BAD = '0x00000000219ab540356cbb839cbe05303d7705fa';
const TOKEN = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48'; // USDC
const ME = '0x8ba1f109551bd432803012645ac136ddd64dba72';

/** The contract ABI by hand: words of 32 bytes, offsets from the start of the tuple they stand in. */
const word = (value) => (typeof value === 'string' ? value.replace('0x', '') : BigInt(value).toString(16)).padStart(64, '0');
const bytes = (hex) => word(hex.length / 2) + hex.padEnd(Math.ceil(hex.length / 64) * 64, '0');
const call = (selector, ...words) => selector + words.map(word).join('');
/** A list of things of no fixed length: their number, their offsets, then they. */
const list = (items) => {
  const heads = [];
  let at = items.length * 32;
  for (const item of items) {
    heads.push(word(at));
    at += item.length / 2;
  }
  return word(items.length) + heads.join('') + items.join('');
};
const addresses = (named) => named.map(({ kind, address }) => `${kind} ${address}`);
const inside = (data) => addresses(namedInCall({ data: `0x${data}` }));

test('each selector is the one of its signature', () => {
  for (const [selector, signature] of Object.entries(SELECTORS)) {
    const hash = Buffer.from(keccak_256(new TextEncoder().encode(signature))).toString('hex');
    assert.equal(selector, hash.slice(0, 8), signature);
  }
  assert.ok(Object.keys(SELECTORS).length > 30);
});

/** By ERC-20, ERC-721, ERC-1155, ERC-677, ERC-777, ERC-2612, DAI's code and Permit2's. */
const SINGLE = {
  transfer: [call('a9059cbb', BAD, 1), 'send'],
  transferFrom: [call('23b872dd', ME, BAD, 1), 'send'],
  approve: [call('095ea7b3', BAD, 1), 'allow'],
  'approve without end': [call('095ea7b3', BAD, 2n ** 256n - 1n), 'allow'],
  increaseAllowance: [call('39509351', BAD, 1), 'allow'],
  setApprovalForAll: [call('a22cb465', BAD, 1), 'allow'],
  'safeTransferFrom of a thing': [call('42842e0e', ME, BAD, 1), 'send'],
  'safeTransferFrom with data': [call('b88d4fde', ME, BAD, 1, 128, 0), 'send'],
  'safeTransferFrom of many things': [call('f242432a', ME, BAD, 1, 2, 160, 0), 'send'],
  transferAndCall: [call('4000aea0', BAD, 1, 96, 0), 'send'],
  'ERC-777 send': [call('9bd9bbc6', BAD, 1, 96, 0), 'send'],
  'ERC-2612 permit': [call('d505accf', ME, BAD, 5, 9, 27, 1, 2), 'allow'],
  'DAI permit': [call('8fcbaf0c', ME, BAD, 0, 9, 1, 27, 1, 2), 'allow'],
  'Permit2 approve': [call('87517c45', TOKEN, BAD, 1, 9), 'allow'],
  'Permit2 permit': [call('2b67b570', ME, TOKEN, 1, 9, 0, BAD, 9, 256) + bytes('11'.repeat(65)), 'allow'],
  'Permit2 transferFrom': [call('36c78516', ME, BAD, 1, TOKEN), 'send'],
  'Permit2 permitTransferFrom': [call('30f28b7a', TOKEN, 1, 2, 3, BAD, 1, ME, 256) + bytes('11'.repeat(65)), 'send'],
};
for (const [name, [data, kind]] of Object.entries(SINGLE)) {
  test(`${name} names whom it ${kind}s`, () => assert.deepEqual(inside(data), [`${kind} ${BAD}`]));
}

test('the transfer that ERC-20 explorers show, as it stands in a block', () => {
  // The form of every USDT transfer: selector, the recipient padded to a word, the amount padded to a word.
  const data = '0xa9059cbb00000000000000000000000000000000219ab540356cbb839cbe05303d7705fa0000000000000000000000000000000000000000000000000000000005f5e100';
  assert.deepEqual(addresses(namedInCall({ to: TOKEN, data })), [`call ${TOKEN}`, `send ${BAD}`]);
});

test('what takes a permission back names nobody', () => {
  for (const data of [call('095ea7b3', BAD, 0), call('a22cb465', BAD, 0), call('d505accf', ME, BAD, 0, 9, 27, 1, 2), call('8fcbaf0c', ME, BAD, 0, 9, 0, 27, 1, 2), call('87517c45', TOKEN, BAD, 0, 9)]) {
    assert.deepEqual(inside(data), []);
  }
});

const APPROVE = call('095ea7b3', BAD, 1);
const PACKED = {
  'multicall(bytes[])': `ac9650d8${word(32)}${list([bytes(call('a9059cbb', ME, 1)), bytes(APPROVE)])}`,
  'multicall(uint256,bytes[])': `5ae401dc${word(9)}${word(64)}${list([bytes(APPROVE)])}`,
  'a multicall in a multicall': `ac9650d8${word(32)}${list([bytes(`ac9650d8${word(32)}${list([bytes(APPROVE)])}`)])}`,
  'aggregate3((address,bool,bytes)[])': `82ad56cb${word(32)}${list([word(TOKEN) + word(1) + word(96) + bytes(APPROVE)])}`,
  'aggregate((address,bytes)[])': `252dba42${word(32)}${list([word(TOKEN) + word(64) + bytes(APPROVE)])}`,
  'execute(address,uint256,bytes)': call('b61d27f6', TOKEN, 0, 96) + bytes(APPROVE),
  'executeBatch(address[],bytes[])': `18dfb3c7${word(64)}${word(128)}${word(1)}${word(TOKEN)}${list([bytes(APPROVE)])}`,
  'executeBatch((address,uint256,bytes)[])': `34fcd5be${word(32)}${list([word(TOKEN) + word(0) + word(96) + bytes(APPROVE)])}`,
  execTransaction: call('6a761202', TOKEN, 0, 320, 0, 0, 0, 0, 0, 0, 1_000) + bytes(APPROVE),
};
for (const [name, data] of Object.entries(PACKED)) {
  test(`${name} names those inside`, () => assert.ok(inside(data).includes(`allow ${BAD}`), inside(data).join()));
}

test('a call packed into another names the one it goes to, and says whether it pays', () => {
  assert.deepEqual(inside(call('b61d27f6', BAD, 5, 96, 0)), [`send ${BAD}`]);
  assert.deepEqual(inside(`82ad56cb${word(32)}${list([word(BAD) + word(1) + word(96) + bytes('12345678')])}`), [`call ${BAD}`]);
});

test('dirty, short, long and upper-case calls are read as the chain reads them', () => {
  assert.deepEqual(inside(`a9059cbb${'f'.repeat(24)}${BAD.slice(2)}${word(1)}`), [`send ${BAD}`]);
  assert.deepEqual(inside(`a9059cbb${word(BAD)}`), [`send ${BAD}`]);
  assert.deepEqual(inside(`${call('a9059cbb', BAD, 1)}${'ab'.repeat(99)}`), [`send ${BAD}`]);
  assert.deepEqual(addresses(namedInCall({ data: `0X${call('a9059cbb', BAD, 1).toUpperCase()}` })), [`send ${BAD}`]);
  assert.deepEqual(addresses(namedInCall({ data: call('a9059cbb', BAD, 1) })), [`send ${BAD}`]);
});

test('no call, however made, keeps the reader busy or makes it fail otherwise', () => {
  const loop = `ac9650d8${word(32)}${word(1)}${word(0)}`;
  for (const data of ['', 'ac9650d8', loop, `ac9650d8${'f'.repeat(64)}`, `ac9650d8${word(32)}${word(2n ** 255n)}`, `ac9650d8${word(32)}${word(2)}${'f'.repeat(128)}`, 'zz']) {
    assert.deepEqual(inside(data).filter((one) => one.includes(BAD)), []);
  }
  const many = `ac9650d8${word(32)}${word(30_000)}${word(30_000 * 32).repeat(30_000)}${bytes(APPROVE)}`;
  const began = performance.now();
  assert.throws(() => inside(many), TooMuch);
  assert.ok(performance.now() - began < 1_000);
  const deep = Array.from({ length: 12 }).reduce((inner) => `ac9650d8${word(32)}${list([bytes(inner)])}`, APPROVE);
  assert.throws(() => inside(deep), TooMuch);
});

const domain = { name: 'USD Coin', version: '2', chainId: 1, verifyingContract: TOKEN };
/** By EIP-2612, DAI, Permit2's `IAllowanceTransfer` and `ISignatureTransfer`, EIP-3009, Seaport 1.5, Safe. */
const TYPED = {
  'EIP-2612 Permit': [{ primaryType: 'Permit', message: { owner: ME, spender: BAD, value: '1000', nonce: 0, deadline: 9 } }, 'allow'],
  'DAI Permit': [{ primaryType: 'Permit', message: { holder: ME, spender: BAD, nonce: 0, expiry: 0, allowed: true } }, 'allow'],
  PermitSingle: [{ primaryType: 'PermitSingle', message: { details: { token: TOKEN, amount: '5', expiration: 9, nonce: 0 }, spender: BAD, sigDeadline: 9 } }, 'allow'],
  PermitBatch: [{ primaryType: 'PermitBatch', message: { details: [{ token: TOKEN, amount: 0 }, { token: TOKEN, amount: '5' }], spender: BAD, sigDeadline: 9 } }, 'allow'],
  PermitTransferFrom: [{ primaryType: 'PermitTransferFrom', message: { permitted: { token: TOKEN, amount: '5' }, spender: BAD, nonce: 1, deadline: 9 } }, 'allow'],
  'EIP-3009 TransferWithAuthorization': [{ primaryType: 'TransferWithAuthorization', message: { from: ME, to: BAD, value: '1', validAfter: 0, validBefore: 9, nonce: `0x${'0'.repeat(64)}` } }, 'send'],
  'Seaport OrderComponents': [{ primaryType: 'OrderComponents', message: { offerer: ME, zone: ME, offer: [{ itemType: 2, token: TOKEN, identifierOrCriteria: '1' }], consideration: [{ itemType: 0, token: ME, startAmount: '1', recipient: BAD }] } }, 'send'],
  'SafeTx with a call in it': [{ primaryType: 'SafeTx', message: { to: TOKEN, value: 0, data: `0x${APPROVE}`, operation: 0 } }, 'allow'],
  'a form nobody knows yet': [{ primaryType: 'Grant', message: { a: { b: [{ whom: BAD }] }, value: 0 } }, 'sign'],
  'a contract that checks the signature': [{ primaryType: 'Any', domain: { verifyingContract: BAD }, message: {} }, 'sign'],
  'the first version': [[{ type: 'string', name: 'Message', value: 'Hi' }, { type: 'address', name: 'spender', value: BAD }], 'allow'],
};
for (const [name, [data, kind]] of Object.entries(TYPED)) {
  test(`${name}: typed data is read, as an object and as JSON`, () => {
    const whole = Array.isArray(data) ? data : { domain, types: {}, ...data };
    for (const form of [whole, JSON.stringify(whole)]) assert.ok(addresses(namedInTypedData(form)).includes(`${kind} ${BAD}`), addresses(namedInTypedData(form)).join());
  });
}

test('the Mail of EIP-712 names both people in it', () => {
  const message = { from: { name: 'Cow', wallet: '0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826' }, to: { name: 'Bob', wallet: '0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB' }, contents: 'Hello, Bob!' };
  const mail = { primaryType: 'Mail', domain: { name: 'Ether Mail', version: '1', chainId: 1, verifyingContract: '0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC' }, message };
  const named = namedInTypedData(mail).map(({ address }) => address);
  assert.deepEqual(named, ['0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826', '0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', '0xcccccccccccccccccccccccccccccccccccccccc']);
});

test('a permit that takes the permission back names no spender, and no other field can say so', () => {
  const spenders = (primaryType, message) => namedInTypedData({ primaryType, domain, message }).filter(({ address }) => address === BAD).length;
  assert.equal(spenders('Permit', { spender: BAD, value: '0' }), 0);
  assert.equal(spenders('Permit', { spender: BAD, allowed: false }), 0);
  assert.equal(spenders('PermitSingle', { details: { token: TOKEN, amount: '0x0' }, spender: BAD }), 0);
  assert.equal(spenders('Permit', { spender: BAD, allowed: true, value: 0 }), 1);
  assert.equal(spenders('Permit', { spender: BAD, value: '' }), 1);
  assert.equal(spenders('PermitSingle', { details: { amount: '5' }, value: 0, spender: BAD }), 1);
  assert.equal(spenders('Grant', { spender: BAD, value: 0 }), 1);
});

test('an address is known in each way that wallets take it', () => {
  const upper = BAD.slice(2).toUpperCase();
  for (const text of [BAD, `0x${upper}`, upper, `0X${upper}`, `0x${'0'.repeat(24)}${upper}`, ` ${BAD} `, BigInt(BAD).toString().padStart(44, '0')]) assert.equal(addressOf(text), BAD, text);
  for (const text of ['', '0x', 'vitalik.eth', `${ME}00`, null, 7, {}, `0x1${'0'.repeat(63)}`]) assert.equal(addressOf(text), null);
});

test('a plain text names the addresses in it, as it is and in hex, but not the one who signs', () => {
  const text = `shop.example wants you to sign in with\n${ME}\nand to let ${BAD.toUpperCase().replace('X', 'x')} take over.`;
  for (const form of [text, `0x${Buffer.from(text).toString('hex')}`]) assert.deepEqual(addresses(namedInText(form, ME)), [`sign ${BAD}`]);
  assert.deepEqual(addresses(namedInText(BAD, ME)), [`sign ${BAD}`]);
  assert.deepEqual(namedInText(`0x${'ab'.repeat(32)}`, ME), []);
});

const METHODS = {
  eth_sendTransaction: [{ from: ME, to: BAD, value: '0x1' }],
  eth_signTransaction: [{ from: ME, to: BAD, value: '0x1' }],
  wallet_sendTransaction: [{ from: ME, to: BAD, value: '0x1' }],
  wallet_sendCalls: [{ version: '2.0.0', chainId: '0x1', from: ME, calls: [{ to: ME }, { to: BAD, value: '0x1' }] }],
  wallet_prepareCalls: [{ calls: [{ to: BAD, value: '0x1' }] }],
  personal_sign: [`0x${Buffer.from(BAD).toString('hex')}`, ME],
  eth_sign: [ME, BAD],
  eth_signTypedData: [[{ type: 'address', name: 'to', value: BAD }], ME],
  eth_signTypedData_v3: [ME, JSON.stringify({ message: { to: BAD } })],
  eth_signTypedData_v4: [ME, { message: { to: BAD } }],
  wallet_invokeMethod: { scope: 'eip155:1', request: { method: 'eth_sendTransaction', params: [{ to: BAD, value: '0x1' }] } },
};
test('every method that is looked at is read', () => {
  assert.deepEqual(Object.keys(METHODS), [...GUARDED_METHODS]);
  for (const [method, params] of Object.entries(METHODS)) assert.ok(namedIn(method, params).some(({ address }) => address === BAD), method);
});

test('a transaction: sending, calling, allowing, both spellings of data, and handing an account over', () => {
  const named = (transaction) => addresses(namedIn('eth_sendTransaction', [transaction]));
  assert.deepEqual(named({ to: BAD }), [`send ${BAD}`]);
  assert.deepEqual(named({ to: BAD, data: '0x12345678' }), [`call ${BAD}`]);
  assert.deepEqual(named({ to: BAD, data: '0x12345678', value: '0x1' }), [`send ${BAD}`]);
  assert.deepEqual(named({ to: TOKEN, data: '0x', input: `0x${APPROVE}` })[0], `allow ${BAD}`);
  assert.deepEqual(named({ to: ME, authorizationList: [{ address: BAD, chainId: 1 }] })[0], `allow ${BAD}`);
  assert.deepEqual(named({ data: '0x6080' }), []);
  assert.deepEqual(named({ to: BAD, data: `0x${call('095ea7b3', BAD, 1)}` }), [`allow ${BAD}`]);
});

test('what is no call, or another method, names nobody and fails at nothing', () => {
  for (const params of [undefined, null, 7, 'x', [], [null], [[[]]], {}, [{ to: {} }], [{ calls: 7 }]]) {
    for (const method of [...GUARDED_METHODS, 'eth_chainId', 'constructor', '__proto__', undefined, {}]) assert.deepEqual(namedIn(method, params), []);
  }
});

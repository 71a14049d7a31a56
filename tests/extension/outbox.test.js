import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ALARM, Outbox } from '../../extension/background/outbox.js';
import { challengeOf, solve } from '../../extension/background/proof-of-work.js';
import { defang } from '../../extension/common/receipts.js';
import { FakeAlarms, FakeClock, FakeStorage } from './fake-browser.js';

const ID = 'q3tF0nV9yT2m7Kx1bW8c4A';
const SERVER = 'https://mynah.example';
const REPORT = {
  server: SERVER, targets: ['https://shop.example/a'], shown: 'hxxps://shop[.]example/a', category: 'shop', note: 'It took my money.', language: 'en', picture: null,
};
const CHALLENGE = { challenge: { challenge: 'abc', difficulty: 8, algorithm: 'sha-256' } };
const HOUR = 3_600_000;

const taken = (id = ID) => Response.json({ id, status: 'received', targets: [{ status: 'received' }] }, { status: 201 });
const problem = (status, body = {}, headers = {}) => Response.json(body, { status, headers });
const noAnswer = () => { throw new TypeError('Failed to fetch'); };
const zeroBits = (text) => Math.clz32(createHash('sha256').update(text).digest().readUInt32BE());

/** An outbox of a worker, and the next worker's over the same storage; answers are given in turn. */
function setUp(...answers) {
  const { storage, alarms, clock, sent } = { storage: new FakeStorage(), alarms: new FakeAlarms(), clock: new FakeClock(), sent: [] };
  const fetch = async (url, init) => {
    sent.push({ url, ...init });
    const answer = answers.shift() ?? noAnswer;
    return typeof answer === 'function' ? answer(url, init) : answer;
  };
  const needs = { storage, alarms, fetch, now: clock.now, random: () => 0.5, newKey: () => crypto.randomUUID() };
  const worker = () => new Outbox(needs);
  const minutes = () => alarms.alarms.get(ALARM)?.delayInMinutes;
  const later = (milliseconds) => (clock.milliseconds += milliseconds);
  return { outbox: worker(), worker, storage, sent, minutes, later, alarms };
}

test('a report is sent as the service takes it, and only its receipt is kept', async () => {
  const { outbox, sent, storage, minutes } = setUp(taken());
  assert.equal(await outbox.add(REPORT), true);
  await outbox.send();
  const [{ url, method, headers, body, credentials }] = sent;
  assert.deepEqual([url, method, credentials], [`${SERVER}/v1/reports`, 'POST', 'omit']);
  assert.match(headers['Idempotency-Key'], /^[0-9a-f-]{36}$/);
  assert.deepEqual(JSON.parse(body), { targets: REPORT.targets, category: 'shop', story: REPORT.note, language: 'en' });
  const { waiting, receipts } = await outbox.list();
  assert.deepEqual([waiting.length, receipts[0].id, receipts[0].target], [0, ID, REPORT.shown]);
  assert.doesNotMatch(JSON.stringify(await storage.get('reports-waiting')) + JSON.stringify(await storage.get('reports-sent')), /took my money/);
  assert.equal(minutes(), undefined);
});

test('without a network it waits, ever longer up to an hour, and goes with the same key', async () => {
  const { outbox, worker, sent, minutes, later } = setUp(...Array(9).fill(noAnswer), taken());
  await outbox.add(REPORT);
  const seen = [];
  for (let at = 0; at < 9; at += 1) {
    await worker().send(); // another worker each time
    seen.push(Math.round(minutes()));
    later(minutes() * 60_000);
  }
  await worker().send();
  assert.deepEqual(seen, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
  assert.equal(new Set(sent.map(({ headers }) => headers['Idempotency-Key'])).size, 1);
  assert.equal(new Set(sent.map(({ body }) => body)).size, 1);
  assert.equal((await outbox.list()).receipts.length, 1);
});

test('a person who looks need not wait for our pause, but the service’s own is kept to', async () => {
  const { outbox, sent } = setUp(noAnswer, problem(503, {}, { 'Retry-After': '600' }), taken());
  await outbox.add(REPORT);
  await outbox.send();
  await outbox.send({ eager: true });
  assert.equal(sent.length, 2);
  await outbox.send({ eager: true });
  assert.equal(sent.length, 2);
});

test('it is not sent before it is due, and not by two at once', async () => {
  const { outbox, sent, later } = setUp(noAnswer, taken(), taken());
  await outbox.add(REPORT);
  await outbox.send();
  await outbox.send();
  assert.equal(sent.length, 1);
  later(2 * 60_000);
  await Promise.all([outbox.send(), outbox.send()]);
  assert.equal(sent.length, 2);
});

test('a worker that is ended in the middle leaves an alarm, and the next one goes on with the same key', async () => {
  const { outbox, worker, sent, later, minutes } = setUp(() => new Promise(() => {}), taken());
  await outbox.add(REPORT);
  void outbox.send();
  await setImmediate();
  assert.equal(minutes(), 1);
  later(2 * 60_000);
  await worker().send();
  assert.equal(sent[0].headers['Idempotency-Key'], sent[1].headers['Idempotency-Key']);
  assert.equal((await worker().list()).receipts.length, 1);
});

test('what may have arrived a day ago is not sent again unless a person says so', async () => {
  const { outbox, sent, later } = setUp(noAnswer, taken());
  await outbox.add(REPORT);
  await outbox.send();
  later(21 * HOUR);
  await outbox.send();
  assert.equal(sent.length, 1);
  const { waiting: [{ state, key }] } = await outbox.list();
  assert.equal(state, 'unsure');
  await outbox.again(key);
  assert.equal((await outbox.list()).receipts.length, 1);
});

test('what was surely not taken can wait for days', async () => {
  const { outbox, later } = setUp(problem(503, {}, { 'Retry-After': '120' }), taken());
  await outbox.add(REPORT);
  await outbox.send();
  later(21 * HOUR);
  await outbox.send();
  assert.equal((await outbox.list()).receipts.length, 1);
});

test('Retry-After is kept to, and a service cannot ask for more than a day', async () => {
  for (const [asked, expected] of [['600', 10], ['99999999', 1440], ['soon', 1]]) {
    const { outbox, minutes } = setUp(problem(429, {}, { 'Retry-After': asked }));
    await outbox.add(REPORT);
    await outbox.send();
    assert.equal(minutes(), expected);
  }
});

test('a proof of work is made where it is asked for, and sent along', async () => {
  const { outbox, sent } = setUp(problem(429, CHALLENGE), taken());
  await outbox.add(REPORT);
  await outbox.send();
  const { challenge, nonce } = JSON.parse(sent[1].body);
  assert.equal(challenge, 'abc');
  assert.ok(zeroBits(`abc:${nonce}`) >= 8);
  assert.equal((await outbox.list()).receipts.length, 1);
});

test('work on a proof that was cut off is gone on with', async () => {
  const { outbox, worker, storage, sent, later } = setUp(taken());
  await outbox.add(REPORT);
  const [waiting] = (await storage.get('reports-waiting'))['reports-waiting'];
  await storage.set({ 'reports-waiting': [{ ...waiting, challenge: { challenge: 'abc', difficulty: 8, next: 5000 } }] });
  later(1);
  await worker().send();
  assert.ok(Number(JSON.parse(sent[0].body).nonce) >= 5000);
});

test('a service that asks for endless work gets none', () => {
  for (const change of [{ difficulty: 25 }, { difficulty: -1 }, { difficulty: 1.5 }, { challenge: '' }, { challenge: 'x'.repeat(201) }, { algorithm: 'md5' }]) {
    assert.equal(challengeOf({ challenge: { ...CHALLENGE.challenge, ...change } }), null);
  }
  for (const nothing of [null, 'x', {}, { challenge: null }]) assert.equal(challengeOf(nothing), null);
});

test('the search for a nonce lets others have their turn, and notes where it is', async () => {
  let [rests, time] = [0, 0];
  const notes = [];
  const how = { rest: async () => { rests += 1; }, clock: () => (time += 10), note: async (next) => notes.push(next) };
  const nonce = await solve({ challenge: 'slow', difficulty: 16 }, how);
  assert.ok(zeroBits(`slow:${nonce}`) >= 16);
  assert.ok(rests > 50 && notes.length === Math.floor(rests / 50), `${rests} ${notes}`);
});

test('what the service refuses is kept with its words, made fit to be shown, and not sent again', async () => {
  const errors = [{ field: 'targets[0]', message: 'line 1: expected a web address\u202e' }, { field: 'x' }];
  const { outbox, sent, minutes } = setUp(problem(400, { detail: 'no', errors }));
  await outbox.add(REPORT);
  await outbox.send();
  await outbox.send();
  const { waiting: [{ state, words }] } = await outbox.list();
  assert.deepEqual([sent.length, state, words, minutes()], [1, 'refused', 'line 1: expected a web address', undefined]);
});

test('an answer that is no service’s is as good as none', async () => {
  const strange = [new Response('<h1>Sign in to the network</h1>'), Response.json({ id: '../../admin', status: 'received' }), Response.json({ id: ID, status: 'won' }), new Response('x', { status: 500 })];
  for (const answer of strange) {
    const { outbox } = setUp(answer);
    await outbox.add(REPORT);
    await outbox.send();
    const { waiting, receipts } = await outbox.list();
    assert.deepEqual([waiting[0].state, receipts.length], ['waiting', 0]);
  }
});

test('a picture goes as a file beside the same fields', async () => {
  const { outbox, sent } = setUp(taken());
  await outbox.add({ ...REPORT, picture: { type: 'image/jpeg', base64: btoa('picture') } });
  await outbox.send();
  const form = sent[0].body;
  assert.deepEqual([form.get('targets'), form.get('category'), form.get('story')], [REPORT.targets[0], 'shop', REPORT.note]);
  assert.equal(await form.get('evidence').text(), 'picture');
  assert.equal(sent[0].headers['Content-Type'], undefined);
});

test('what is no report is not kept, wherever it comes from, nor more than twenty', async () => {
  const { outbox, storage } = setUp();
  const wrong = [{ targets: [] }, { targets: [' '] }, { category: 'murder' }, { server: 'file:///etc' }, { note: 7 }, { picture: { type: 'text/html', base64: 'AAAA' } }, { language: '<b>' }];
  for (const change of wrong) assert.equal(await outbox.add({ ...REPORT, ...change }), false, JSON.stringify(change));
  await storage.set({ 'reports-waiting': [{ key: 'x' }, null, 'y'], 'reports-sent': { length: 3 } });
  assert.deepEqual(await outbox.list(), { waiting: [], receipts: [] });
  for (let at = 0; at < 20; at += 1) assert.equal(await outbox.add(REPORT), true);
  assert.equal(await outbox.add(REPORT), false);
});

test('receipts are asked after only when told to, and only while they may change', async () => {
  const listed = { id: ID, status: 'listed', targets: [{ status: 'listed', reason: 'Browsers warn of it.' }] };
  const { outbox, sent } = setUp(taken(), Response.json(listed), Response.json(listed));
  await outbox.add(REPORT);
  await outbox.send();
  assert.equal(sent.length, 1);
  await outbox.ask();
  assert.equal(sent[1].url, `${SERVER}/v1/reports/${ID}`);
  const { receipts: [{ status, reason }] } = await outbox.list();
  assert.deepEqual([status, reason], ['listed', 'Browsers warn of it.']);
  await outbox.ask();
  assert.equal(sent.length, 2);
});

test('an answer about another report, or of a service that is away, changes nothing', async () => {
  const { outbox } = setUp(taken(), Response.json({ id: 'a'.repeat(22), status: 'listed', targets: [] }), noAnswer, new Response('gone', { status: 404 }));
  await outbox.add(REPORT);
  await outbox.send();
  for (let at = 0; at < 3; at += 1) await outbox.ask();
  assert.equal((await outbox.list()).receipts[0].status, 'received');
});

test('one is forgotten, or all, sent or not', async () => {
  const { outbox, minutes } = setUp(taken(), taken('b'.repeat(22)));
  for (let at = 0; at < 2; at += 1) await outbox.add(REPORT);
  await outbox.send();
  await outbox.add(REPORT);
  await outbox.forget(ID);
  assert.deepEqual((await outbox.list()).receipts.map(({ id }) => id), ['b'.repeat(22)]);
  await outbox.forget();
  assert.deepEqual(await outbox.list(), { waiting: [], receipts: [] });
  assert.equal(minutes(), undefined);
});

test('a defanged address is no link', () => {
  assert.equal(defang('https://shop.example/a.html?to=http://x.example'), 'hxxps://shop[.]example/a.html?to=hxxp://x.example');
  assert.equal(defang('shop.example'), 'shop[.]example');
  assert.equal(defang('0x52908400098527886E0F7030069857D2E4169EE7'), '0x52908400098527886E0F7030069857D2E4169EE7');
});

test('a report that waits by a clock that was a year fast does not wait for a year', async () => {
  for (const answer of [noAnswer, problem(503, {}, { 'Retry-After': '600' })]) {
    const { outbox, worker, sent, minutes, later, alarms } = setUp(answer, taken());
    later(365 * 24 * HOUR);
    await outbox.add(REPORT);
    await outbox.send();
    later(-365 * 24 * HOUR);
    alarms.alarms.get(ALARM).scheduledTime = Date.parse('2027-11-24T00:00:00Z');
    await worker().resume();
    assert.ok(minutes() <= 24 * 60, `${minutes()}`);
    await worker().send();
    assert.equal(sent.length, 2);
    assert.equal((await outbox.list()).receipts.length, 1);
  }
});

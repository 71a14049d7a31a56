import assert from 'node:assert/strict';
import test from 'node:test';
import { evidenceOf } from '../../extension/common/evidence.js';
import { hostText } from '../../extension/common/look-alike.js';
import { subjectOf } from '../../extension/warning/subject.js';

test('the warning is about a web address, or about nothing', () => {
  for (const fragment of ['', '#', '#javascript:alert(1)', '#data:text/html,x', '#file:///etc', '#chrome://settings', '#//x', '#x']) {
    assert.equal(subjectOf(fragment), null, fragment);
  }
});

/** Addresses, and how they are cut around the host. */
const CUT = [
  ['https://xn--bcher-kva.test/a#b', ['https://', 'xn--bcher-kva.test', '/a#b']],
  ['http://bank.test@listed.test:81/bank.test', ['http://bank.test@', 'listed.test', ':81/bank.test']],
  ['http://user:pass@listed.test/', ['http://user:pass@', 'listed.test', '/']],
  ['http://listed.test@listed.test/', ['http://listed.test@', 'listed.test', '/']],
  ['http://[2001:db8::1]:8080/?q', ['http://', '[2001:db8::1]', ':8080/?q']],
  ['http://@listed.test/', ['http://', 'listed.test', '/']],
  ['http://:p@listed.test/', ['http://:p@', 'listed.test', '/']],
  ['http://listed.test/\u202egnp.exe', ['http://', 'listed.test', '/%E2%80%AEgnp.exe']],
];

for (const [address, [before, host, after]] of CUT) {
  test(`the host of ${JSON.stringify(address)} is told from what stands around it`, () => {
    assert.deepEqual(subjectOf(`#${address}`).parts, { before, host, after });
  });
}

test('of an endless address enough is shown to see what it is', () => {
  const { before, after } = subjectOf(`#http://${'u'.repeat(5000)}@listed.test/${'p'.repeat(5000)}`).parts;
  assert.ok(before.length < 650 && before.endsWith('…') && after.length < 650 && after.endsWith('…'));
});

const written = (host) => hostText(new URL(`http://${host}/`).hostname);

test('a name in other letters is shown as people write it, with its ASCII spelling', () => {
  for (const host of ['bücher.test', '例え.テスト.test', 'ไทย.test', 'пример.рф', 'ngân-hàng.test', 'មាន.test', 'qq网站.test', '한국a.test', 'שלום.test']) {
    const { shown, other, lookAlike } = written(host);
    assert.deepEqual([shown, lookAlike], [host, false]);
    assert.match(other, /^xn--|\.xn--/);
  }
});

test('a name that poses as another is shown in its ASCII spelling first', () => {
  for (const host of ['аррӏе.test', 'pаypal.test', 'wwω.test', 'аррӏе2.listed.test', 'ցօօց.test', 'ไทยa.test', 'ραγ.test'.replace('γ', 'υ')]) {
    const { shown, other, lookAlike } = written(host);
    assert.deepEqual([shown.includes('xn--'), other, lookAlike], [true, host, true], host);
  }
});

test('a plain name, an address, and what only claims to be in other letters, have one spelling', () => {
  for (const host of ['plain.test', '127.0.0.1', '[2001:db8::1]', 'xn--a.test', 'xn--99999999.test', 'xn--80ak6aa92e0.test']) {
    const { shown, other } = hostText(host);
    if (other !== null) assert.equal(new URL(`http://${other}/`).hostname, shown);
    else assert.equal(shown, host);
  }
});

const source = (id, first, last) => ({ id, name: `The ${id}`, first_seen: first, last_seen: last });
const [OLD, LATER, NEW] = ['2026-01-02T00:00:00Z', '2026-03-04T00:00:00Z', '2026-05-06T00:00:00Z'];

test('since when is the first source, last confirmed the latest, unless the service says so itself', () => {
  const sources = [source('a', LATER, LATER), source('b', OLD, NEW)];
  const { since, confirmed, count } = evidenceOf({ category: 'shop', sources });
  assert.deepEqual([since, confirmed, count], [OLD, NEW, 2]);
  assert.equal(evidenceOf({ category: 'shop', sources, first_seen: NEW }).since, NEW);
});

test('how sure a report is follows from the number and the kind of its sources', () => {
  const sure = (ids, more) => evidenceOf({ category: 'scam', sources: ids.map((id) => source(id, OLD, NEW)), ...more }).sure;
  assert.equal(sure(['feed']), 'one');
  assert.equal(sure(['feed', 'other']), 'many');
  assert.equal(sure(['feed', 'moderators']), 'moderators');
  assert.equal(sure(['volunteers']), 'unchecked');
  assert.equal(sure(['volunteers', 'feed']), 'many');
  assert.equal(sure(['volunteers'], { unchecked: true }), 'unchecked');
  assert.equal(sure([], {}), 'one');
});

test('whatever a service sends as sources, what can be shown is shown and the rest left out', () => {
  const odd = [null, 7, 'feed', [], {}, { id: 1 }, { id: 'a', name: { toString: 1 } }, { id: 'b', name: '\u202emoc.knab\u0000', first_seen: 'soon', last_seen: 5 }];
  const { reporters, count } = evidenceOf({ category: 'scam', sources: odd });
  assert.equal(count, 2);
  assert.deepEqual(reporters, [{ id: 'a', name: 'a', since: '', confirmed: '' }, { id: 'b', name: 'moc.knab', since: '', confirmed: '' }]);
  const many = evidenceOf({ category: 'scam', sources: Array.from({ length: 5000 }, (_, at) => source(`${at}${'x'.repeat(5000)}`, OLD, NEW)) });
  assert.deepEqual([many.reporters.length, many.count, many.reporters[0].name.length < 100], [8, 5000, true]);
});

test('what a site calls itself is shown on one line, cut, and only where it is a text', () => {
  const called = (name) => evidenceOf({ category: 'scam', sources: [], presents_as: name }).presentsAs;
  assert.equal(called('Gate.io'), 'Gate.io');
  assert.equal(called('\u202eoi.etaG\n'), 'oi.etaG');
  assert.equal(called('x'.repeat(5000)).length, 81);
  assert.equal(called({}), '');
  assert.equal(called(undefined), '');
});

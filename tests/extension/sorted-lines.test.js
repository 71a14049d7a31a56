import assert from 'node:assert/strict';
import test from 'node:test';
import { SortedLines, applyDelta } from '../../extension/background/sorted-lines.js';
import { bytesOf, linesOf } from './fake-service.js';

const LISTS = [[], ['a'], ['a', 'aa', 'ab', 'b'], ['a.test', 'b.a.test', 'xn--e1afmkfd.test', '1.2.3.4', '[2001:db8::1]']];
const text = (bytes) => new TextDecoder().decode(bytes);

test('every line is found, and nothing that is not one', () => {
  for (const list of LISTS) {
    const lines = new SortedLines(bytesOf(linesOf(list)));
    for (const item of list) assert.equal(lines.has(item), true, item);
    for (const other of ['', 'a.', 'c', '0', 'a.tes', 'a.test2', 'zzz', 'a\naa']) {
      assert.equal(lines.has(other), list.includes(other), `${other} in ${list}`);
    }
  }
});

test('lists of every size are searched from end to end', () => {
  for (let size = 1; size < 60; size += 1) {
    const items = Array.from({ length: size }, (_, at) => `host-${at * 2}${'x'.repeat(at % 7)}.test`);
    const lines = new SortedLines(bytesOf(linesOf(items)));
    for (const item of items) assert.equal(lines.has(item), true);
    assert.equal(lines.has('host-1.test'), false);
  }
});

test('a delta turns one list into the other, whatever they are', async () => {
  for (const old of LISTS) {
    for (const next of LISTS) {
      const gone = old.filter((item) => !next.includes(item)).map((item) => [item, '-']);
      const come = next.filter((item) => !old.includes(item)).map((item) => [item, '+']);
      const changes = [...gone, ...come].sort(([a], [b]) => (a < b ? -1 : 1));
      const delta = changes.map(([item, sign]) => `${sign}${item}\n`).join('');
      assert.equal(text(await applyDelta(bytesOf(linesOf(old)), bytesOf(delta))), linesOf(next));
    }
  }
});

test('a delta of another list, or none, is refused', async () => {
  for (const delta of ['-never\n', '+a\n', '+\n', 'b\n', '+b', '\n', '<html>\n']) {
    await assert.rejects(applyDelta(bytesOf('a\nc\n'), bytesOf(delta)), RangeError, delta);
  }
});

test('a delta of a million changes makes its list in little more memory than the list', async () => {
  const items = Array.from({ length: 1_000_000 }, (_, at) => at.toString(36).padStart(4, '0')).sort();
  const delta = bytesOf(items.map((item) => `+${item}\n`).join(''));
  const before = process.memoryUsage();
  const made = await applyDelta(bytesOf(''), delta);
  const { heapUsed } = process.memoryUsage();
  assert.equal(text(made), linesOf(items));
  assert.ok(heapUsed - before.heapUsed < 60_000_000, `${heapUsed - before.heapUsed}`);
});

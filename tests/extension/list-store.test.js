import assert from 'node:assert/strict';
import test from 'node:test';
import { ListStore } from '../../extension/background/list-store.js';

/** IndexedDB as far as reading needs it, which tells how often it was opened and can be closed from outside. */
function fakeDatabases() {
  const opened = [];
  const answer = (result) => {
    const request = { result };
    queueMicrotask(() => request.onsuccess());
    return request;
  };
  const open = () => {
    const database = {
      isOpen: true,
      transaction() {
        if (!database.isOpen) throw new DOMException('The database connection is closing.', 'InvalidStateError');
        return { objectStore: () => ({ get: () => answer({ server: 'kept' }) }) };
      },
    };
    opened.push(database);
    return answer(database);
  };
  return { opened, indexedDB: { open } };
}

test('lists are read again after the browser has closed the database under us', async (t) => {
  const { opened, indexedDB } = fakeDatabases();
  globalThis.indexedDB = indexedDB;
  t.after(() => delete globalThis.indexedDB);
  const store = new ListStore();
  assert.deepEqual(await store.held(), { server: 'kept' });
  await store.held();
  assert.equal(opened.length, 1);
  opened[0].isOpen = false; // as when its files were cleared
  opened[0].onclose?.();
  assert.deepEqual(await store.held(), { server: 'kept' });
  assert.equal(opened.length, 2);
});

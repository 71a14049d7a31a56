// @ts-check
/** "Take me away": back to where the person came from, or to a page of our own. */

const LEFT = 'left-at';
/** Back here within so short a time, the page before sends people on: going back again would not help. */
const LOOP_MILLISECONDS = 10_000;
/** Going back takes less than this, or there is nothing to go back to. */
const PATIENCE_MILLISECONDS = 1_000;

/**
 * @param {Storage} memory of this tab
 * @param {number} now in milliseconds
 */
export function leave(memory, now) {
  const before = Number(memory.getItem(LEFT) ?? 0);
  memory.setItem(LEFT, String(now));
  if (history.length < 2 || now - before < LOOP_MILLISECONDS) return goSafe();
  const timer = setTimeout(goSafe, PATIENCE_MILLISECONDS);
  addEventListener('pagehide', () => clearTimeout(timer));
  history.back();
}

function goSafe() {
  location.replace('left.html');
}

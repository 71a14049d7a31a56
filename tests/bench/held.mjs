/** What a program in Node.js holds, and how long it takes to answer. Run with --expose-gc. */

/** Bytes in use: JavaScript's own and the buffers outside its heap. */
export function bytesHeld() {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const ENOUGH_MILLISECONDS = 300;

/**
 * Microseconds that one question takes. They are all asked once before, so that the code is compiled,
 * and then again and again until there is something to measure.
 * @param {string[]} questions
 * @param {(question: string) => unknown} ask throws when the answer is wrong
 */
export async function microseconds(questions, ask) {
  for (const question of questions) await ask(question);
  const start = performance.now();
  let passed = 0;
  let asked = 0;
  while (passed < ENOUGH_MILLISECONDS) {
    for (const question of questions) await ask(question);
    asked += questions.length;
    passed = performance.now() - start;
  }
  return (passed / asked) * 1000;
}

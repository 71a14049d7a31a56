/** What a program in Node.js holds, and how long it takes to answer. Run with --expose-gc. */

/** Bytes in use: JavaScript's own and the buffers outside its heap. */
export function bytesHeld() {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * Microseconds that one question takes; each is asked once before, so that the code is compiled.
 * @param {string[]} questions
 * @param {(question: string) => unknown} ask throws when the answer is wrong
 */
export async function microseconds(questions, ask) {
  for (const question of questions) await ask(question);
  const start = performance.now();
  for (const question of questions) await ask(question);
  return ((performance.now() - start) / questions.length) * 1000;
}

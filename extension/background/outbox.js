// @ts-check
/**
 * Reports on their way: kept on the disk until the service has said that it took them, and then only their
 * receipts. What cannot be sent now is sent later, whatever ends in between.
 *
 * No report is sent twice: each has a key by which the service knows it again for a day, from the same sender.
 * One that may have arrived, and got no answer for nearly as long, is not sent again by itself.
 */
import { MOST_PICTURE, isWaiting } from './outbox-shapes.js';
import { FINAL, isReceipt, receiptOf } from '../common/receipts.js';
import { isAhead } from '../common/clock.js';
import { MOST_SECONDS, post } from './report-post.js';
import { solve } from './proof-of-work.js';

export { MOST_PICTURE };

/**
 * @typedef {import('../common/receipts.js').Receipt} Receipt
 * @typedef {import('./outbox-shapes.js').Waiting} Waiting
 * @typedef {{get(key: string): Promise<any>, set(items: object): Promise<void>}} Storage
 */

export const ALARM = 'send-reports';
const WAITING = 'reports-waiting';
const RECEIPTS = 'reports-sent';
const MOST_WAITING = 20;
const MOST_RECEIPTS = 100;
const MOST_MINUTES = 60;
const LONGEST_PAUSE = 1.1 * MOST_MINUTES * 60_000;
/** The service knows a key for a day; the clocks of two computers may differ. */
const KNOWN_MILLISECONDS = 20 * 3_600_000;
const ANSWER = { most: 10, milliseconds: 10_000 };

export class Outbox {
  /** @type {Promise<void> | null} */
  #running = null;
  /** Changes wait for one another: each reads what is kept, and writes it. @type {Promise<unknown>} */
  #last = Promise.resolve();
  #storage;
  #alarms;
  #fetch;
  #now;
  #random;
  #newKey;
  #awake;

  /**
   * @param {object} needs
   * @param {Storage} needs.storage
   * @param {{create(name: string, info: object): Promise<void>, clear(name: string): Promise<unknown>, get(name: string): Promise<any>}} needs.alarms
   * @param {import('./download.js').Fetch} needs.fetch
   * @param {() => number} needs.now in milliseconds
   * @param {() => number} needs.random from 0 to 1
   * @param {() => string} needs.newKey nobody can guess
   * @param {<T>(work: () => Promise<T>) => Promise<T>} [needs.awake] keeps the worker from being ended for idleness
   */
  constructor({ storage, alarms, fetch, now, random, newKey, awake = (work) => work() }) {
    this.#storage = storage;
    this.#alarms = alarms;
    this.#fetch = fetch;
    this.#now = now;
    this.#random = random;
    this.#newKey = newKey;
    this.#awake = awake;
  }

  /**
   * Keep a report, to be sent as soon as may be. False where it is none, or too many wait already.
   * @param {Omit<Waiting, 'key' | 'madeAt' | 'attempts' | 'triedAt' | 'nextAt' | 'restUntil' | 'state'>} report
   */
  async add(report) {
    const fresh = { key: this.#newKey(), madeAt: this.#now(), attempts: 0, triedAt: null, nextAt: 0, restUntil: 0, state: /** @type {const} */ ('waiting') };
    const waiting = { ...report, ...fresh };
    if (!isWaiting(waiting)) return false;
    let isKept = false;
    await this.#change((all) => {
      isKept = all.length < MOST_WAITING;
      return isKept ? [...all, waiting] : all;
    });
    if (isKept) await this.#plan();
    return isKept;
  }

  /**
   * Send what is due. Calls that come meanwhile share the one round.
   * @param {{eager: boolean}} [how] whether to try what we would wait for: a person looks
   */
  send({ eager } = { eager: false }) {
    this.#running ??= this.#awake(() => this.#round(eager)).finally(() => (this.#running = null));
    return this.#running;
  }

  /** Set the alarm where something waits and none is set, or by a clock that was fast: browsers may drop alarms when they end. */
  async resume() {
    const alarm = await this.#alarms.get(ALARM);
    if (!alarm || (alarm.scheduledTime ?? 0) - this.#now() > MOST_SECONDS * 1000) await this.#plan();
  }

  /** What waits, without what it holds beyond the target, and the receipts; the newest first. */
  async list() {
    const waiting = (await this.#waiting()).map(({ key, shown, category, madeAt, state, words }) => ({ key, target: shown, category, madeAt, state, words }));
    return { waiting: waiting.reverse(), receipts: (await this.receipts()).reverse() };
  }

  /** @returns {Promise<Receipt[]>} */
  async receipts() {
    const kept = (await this.#storage.get(RECEIPTS))[RECEIPTS];
    return Array.isArray(kept) ? kept.filter(isReceipt) : [];
  }

  /**
   * Send it again, whether or not it may have arrived: a person said so.
   * @param {string} key
   */
  async again(key) {
    await this.#change((all) => all.map((report) => (report.key === key ? { ...report, state: 'waiting', triedAt: null, nextAt: 0, restUntil: 0 } : report)));
    await this.send();
  }

  /**
   * Forget one, by its key while it waits or by its id; all of them without one.
   * @param {string} [which]
   */
  async forget(which) {
    await this.#change((all) => all.filter(({ key }) => which !== undefined && key !== which));
    await this.#changeReceipts((all) => all.filter(({ id }) => which !== undefined && id !== which));
    await this.#plan();
  }

  /**
   * Take receipts from elsewhere along with one's own.
   * @param {Receipt[]} receipts
   */
  async take(receipts) {
    await this.#changeReceipts((all) => [...receipts.filter(({ id }) => !all.some((own) => own.id === id)), ...all]);
  }

  /** Ask what became of those that may still change. Only when a person looks: a service need not know when one is at the computer. */
  async ask() {
    const open = (await this.receipts()).filter(({ status }) => !FINAL.includes(status)).slice(-ANSWER.most);
    const answers = await Promise.all(open.map((receipt) => this.#answerOn(receipt)));
    const byId = new Map(answers.filter((receipt) => receipt !== null).map((receipt) => [receipt.id, receipt]));
    if (byId.size) await this.#changeReceipts((all) => all.map((receipt) => byId.get(receipt.id) ?? receipt));
  }

  /** @param {boolean} eager */
  async #round(eager) {
    for (const { key } of await this.#waiting()) {
      const report = (await this.#waiting()).find((one) => one.key === key); // it may have been forgotten meanwhile
      if (report?.state === 'waiting' && this.#isDue(report, eager)) await this.#attempt(report);
    }
    await this.#plan();
  }

  /**
   * @param {Waiting} report
   * @param {boolean} eager
   */
  #isDue({ nextAt, restUntil }, eager) {
    const mustRest = isAhead(restUntil, MOST_SECONDS * 1000, this.#now());
    return !mustRest && (eager || !isAhead(nextAt, LONGEST_PAUSE, this.#now()));
  }

  /**
   * Try once, or twice where the service asks for a proof of work first. That it is tried is noted before.
   * @param {Waiting} report
   */
  async #attempt(report) {
    if (report.triedAt !== null && this.#now() - report.triedAt > KNOWN_MILLISECONDS) return this.#note(report, { state: 'unsure' });
    const attempts = report.attempts + 1;
    // Should the worker be ended in the middle.
    const noted = { attempts, triedAt: report.triedAt ?? this.#now(), nextAt: this.#now() + this.#pause(attempts) };
    await this.#note(report, noted);
    await this.#alarms.create(ALARM, { delayInMinutes: 1 });
    const tried = { ...report, ...noted, proof: await this.#proof(report) };
    let answered = await post(this.#fetch, tried, this.#now());
    if (answered.kind === 'prove') {
      await this.#note(report, { challenge: { ...answered.challenge, next: 0 }, triedAt: report.triedAt });
      const proof = await this.#proof({ ...report, challenge: { ...answered.challenge, next: 0 } });
      await this.#note(report, { triedAt: noted.triedAt });
      answered = await post(this.#fetch, { ...tried, proof }, this.#now());
    }
    await this.#settle(report, answered, attempts);
  }

  /**
   * @param {Waiting} report as it was before the attempt
   * @param {import('./report-post.js').Answered} answered
   * @param {number} attempts
   */
  async #settle(report, answered, attempts) {
    if (answered.kind === 'taken') {
      await this.#changeReceipts((all) => [...all.filter(({ id }) => id !== answered.receipt.id), answered.receipt]);
      return this.#change((all) => all.filter(({ key }) => key !== report.key));
    }
    if (answered.kind === 'refused') return this.#note(report, { state: 'refused', words: answered.words, challenge: undefined });
    if (answered.kind === 'unknown') return this.#note(report, { nextAt: this.#now() + this.#pause(attempts), challenge: undefined });
    // It was surely not taken by this attempt; an earlier one may have been.
    const restUntil = this.#now() + answered.seconds * 1000;
    return this.#note(report, { triedAt: report.triedAt, nextAt: this.#now() + this.#pause(attempts), restUntil, challenge: undefined });
  }

  /**
   * The proof that goes along: none, or what solves the challenge of an attempt that was cut off.
   * @param {Waiting} report
   */
  async #proof(report) {
    if (!report.challenge) return undefined;
    const { challenge, next } = report.challenge;
    const note = (/** @type {number} */ from) => this.#note(report, { challenge: { .../** @type {any} */ (report.challenge), next: from } });
    return { challenge, nonce: await solve(report.challenge, { from: next, note }) };
  }

  /** @param {number} attempts */
  #pause(attempts) {
    return Math.min(2 ** (attempts - 1), MOST_MINUTES) * 60_000 * (0.9 + 0.2 * this.#random());
  }

  /** Set the alarm for what is due next; none where nothing waits. */
  async #plan() {
    const due = (await this.#waiting()).filter(({ state }) => state === 'waiting').map(({ nextAt, restUntil }) => Math.max(nextAt, restUntil));
    const least = this.#now() + MOST_SECONDS * 1000; // more says a clock that was fast
    if (!due.length) return this.#alarms.clear(ALARM);
    return this.#alarms.create(ALARM, { delayInMinutes: Math.max(0.5, (Math.min(least, ...due) - this.#now()) / 60_000) });
  }

  /**
   * @param {Receipt} receipt
   * @returns {Promise<Receipt | null>}
   */
  async #answerOn({ id, server, target, category, sentAt }) {
    try {
      const how = { credentials: /** @type {const} */ ('omit'), referrerPolicy: /** @type {const} */ ('no-referrer'), cache: /** @type {const} */ ('no-store') };
      const response = await this.#fetch(`${server}/v1/reports/${id}`, { ...how, signal: AbortSignal.timeout(ANSWER.milliseconds) });
      const answer = response.ok ? receiptOf(await response.json(), { server, target, category, sentAt }) : null;
      return answer?.id === id ? answer : null;
    } catch {
      return null; // away, or no service of ours: what was last known stays
    }
  }

  /**
   * @param {Waiting} report
   * @param {Partial<Waiting>} changed
   */
  #note({ key }, changed) {
    return this.#change((all) => all.map((report) => (report.key === key ? { ...report, ...changed } : report)));
  }

  /** @param {(all: Waiting[]) => Waiting[]} change */
  #change(change) {
    return this.#inTurn(async () => this.#storage.set({ [WAITING]: change(await this.#waiting()) }));
  }

  /** @param {(all: Receipt[]) => Receipt[]} change */
  #changeReceipts(change) {
    return this.#inTurn(async () => this.#storage.set({ [RECEIPTS]: change(await this.receipts()).slice(-MOST_RECEIPTS) }));
  }

  /**
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  #inTurn(work) {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  /** @returns {Promise<Waiting[]>} */
  async #waiting() {
    const kept = (await this.#storage.get(WAITING))[WAITING];
    return Array.isArray(kept) ? kept.filter(isWaiting) : [];
  }
}

/**
 * The extension's lists and its check of a URL, measured. Arguments: hosts list, prefixes list, probes
 * (JSON: listed and unlisted hosts). Prints one line of JSON.
 */
import { readFileSync } from 'node:fs';

import { Checker } from '../../extension/background/checker.js';
import { SortedLines } from '../../extension/background/sorted-lines.js';
import { bytesHeld, microseconds } from './held.mjs';

const [hostsFile, prefixesFile, probesFile] = process.argv.slice(2);
const { listed, unlisted } = JSON.parse(readFileSync(probesFile, 'utf8'));

const before = bytesHeld();
const start = performance.now();
const hosts = new SortedLines(readFileSync(hostsFile));
const prefixes = new SortedLines(readFileSync(prefixesFile));
const load = performance.now() - start;
const memory = bytesHeld() - before;

// The store's part and the service's: the lists are there, and a bucket holds nothing.
const lists = { hosts: async () => hosts, prefixes: async () => prefixes };
const checker = new Checker(lists, { matches: async () => [] });

const found = {
  load_ms: load,
  bytes: memory,
  listed_us: await microseconds(listed, (host) => expect(host, 'listed')),
  unlisted_us: await microseconds(unlisted, (host) => expect(host, 'unlisted')),
  host_us: await microseconds([...listed, ...unlisted], (host) => hosts.has(host)),
};
console.log(JSON.stringify(found));

async function expect(host, status) {
  const finding = await checker.url(`https://${host}/account/login`);
  if (finding.status !== status) throw new Error(`${host} is ${finding.status}, not ${status}`);
}

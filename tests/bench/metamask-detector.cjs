/**
 * eth-phishing-detect's detector over the same hosts, measured. Arguments: its configuration (JSON),
 * probes (JSON: listed and unlisted hosts). Prints one line of JSON.
 */
const { readFileSync } = require('node:fs');
const PhishingDetector = require('eth-phishing-detect/src/detector');

const [configFile, probesFile] = process.argv.slice(2);

async function main() {
  const { bytesHeld, microseconds } = await import('./held.mjs');
  const { listed, unlisted } = JSON.parse(readFileSync(probesFile, 'utf8'));

  const before = bytesHeld();
  const start = performance.now();
  const detector = new PhishingDetector(JSON.parse(readFileSync(configFile, 'utf8')));
  const load = performance.now() - start;
  const memory = bytesHeld() - before;

  const expect = (host, result) => {
    if (detector.check(host).result !== result) throw new Error(`${host} is not ${result}`);
  };
  const found = {
    load_ms: load,
    bytes: memory,
    listed_us: await microseconds(listed, (host) => expect(host, true)),
    unlisted_us: await microseconds(unlisted, (host) => expect(host, false)),
    host_us: await microseconds([...listed, ...unlisted], (host) => detector.check(host)),
  };
  console.log(JSON.stringify(found));
}

main();

// Runs Mozilla's linter over the extension's folder, as `web-ext lint` does, and fails on anything but the one
// warning that a manifest for both browsers must bring (docs/store/README.md). Over another folder, such as
// an unpacked package for Firefox, it fails on anything at all.
import { execFileSync } from 'node:child_process';

const [folder] = process.argv.slice(2);
const EXPECTED = new Set(folder ? [] : ['BACKGROUND_SERVICE_WORKER_IGNORED']);
const args = ['web-ext', 'lint', '--output', 'json', '--no-config-discovery', '--source-dir', folder ?? '../../extension', '--ignore-files', 'tools/**'];

/** @returns {string} the report; web-ext ends with an error code where it found errors */
function report() {
  try {
    return execFileSync('npx', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  } catch (error) {
    return error.stdout;
  }
}

const { errors, warnings, notices } = JSON.parse(report());
const found = [...errors, ...warnings, ...notices].filter(({ code }) => !EXPECTED.has(code));
for (const { code, message, file, line } of found) console.error(`${file ?? 'manifest'}:${line ?? 0} ${code}: ${message}`);
process.exitCode = found.length ? 1 : 0;

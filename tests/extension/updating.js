/** An updater with a service, a clock and a store around it. */
import { ListUpdater } from '../../extension/background/list-updater.js';
import { Settings } from '../../extension/common/settings.js';
import { FakeClock, FakeListStore, FakeStorage } from './fake-browser.js';
import { FakeService, SERVER } from './fake-service.js';

/**
 * What a test of updates needs; `changes` has the hosts each time that lists were replaced. The extension is
 * packaged with the key, with that of the service where `packaged` is set, or with none.
 */
export async function setUp({ key = null, packaged = false } = {}) {
  const clock = new FakeClock();
  const service = await FakeService.start(clock);
  const store = new FakeListStore();
  const defaults = { server: `${SERVER}/`, public_key: packaged ? service.keys.publicKey : key };
  const settings = new Settings(new FakeStorage(), async () => defaults);
  const changes = [];
  const onChange = async () => void changes.push(store.text('hosts'));
  const updater = new ListUpdater({ store, settings, fetch: service.fetch, now: clock.now, onChange });
  return { clock, service, store, settings, defaults, changes, updater };
}

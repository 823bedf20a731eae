import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { supervisor, untilReady } from '@doorman/stores';
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from './find-chromium.js';

const startTimeoutMs = 30_000;

const flags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-quic',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-port=0',
];

/** Third-party cookies go along, as in Chrome: Debian's Chromium keeps them back, and then it is not the shop that protects anybody. */
const preferences = { profile: { block_third_party_cookies: false, cookie_controls_mode: 0 } };

/** A real Chromium with nothing in it, and how to end it. It ends with this process, whatever the exit. */
export interface RunningChromium {
  readonly browser: Browser;
  stop(): Promise<void>;
}

/** @throws NoChromium, or StartFailed with what it printed */
export async function startChromium(): Promise<RunningChromium> {
  const file = await findChromium();
  const profile = await supervisor.directory('doorman-chromium-');
  const discard = () => supervisor.removeDirectory(profile);
  try {
    await mkdir(join(profile, 'Default'));
    await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
    const child = supervisor.start({
      name: 'chromium',
      tier: 'service',
      file,
      args: [...flags, `--user-data-dir=${profile}`, 'about:blank'],
    });
    const stop = async () => {
      await child.stop();
      await discard();
    };
    try {
      // Chromium writes down which port it took, and the path that only whoever reads this file knows.
      const address = () => readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '');
      await untilReady(child, async () => (await address()).includes('\n'), startTimeoutMs);
      const [port, path] = (await address()).split('\n');
      const browser = await chromium.connectOverCDP(`ws://127.0.0.1:${port}${path}`, {
        timeout: startTimeoutMs,
      });
      return { browser, stop };
    } catch (error) {
      await child.kill();
      throw error;
    }
  } catch (error) {
    await discard();
    throw error;
  }
}

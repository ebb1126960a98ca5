import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { Ground } from './ground.ts';
import { median } from './load.ts';
import { progress } from './progress.ts';

const pages = { accountPage: '/account/login', reactStarter: 'React starter, vite preview' } as const;
type Name = keyof typeof pages;

/** How Lighthouse imitates a phone: a quarter of the speed, 1.6 Mbit/s down, 750 kbit/s up, and 150 ms until each response. */
const phone = { slowdown: 4, latency: 150, downloadThroughput: 204_800, uploadThroughput: 96_000 };
const machine = { slowdown: 1, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
const conditions = { machine, phone };

/** Milliseconds from the navigation until the script of the page has focused a field of its form, in each round. */
export type LoginForms = Record<keyof typeof conditions, Record<Name, number[]>>;

const packages = path.resolve('examples/spa/node_modules');
const load = createRequire(path.resolve('examples/spa/package.json'));

/** What Vite's template for React makes of a login form, with nothing else. */
const starter = {
  'index.html':
    '<!doctype html><html lang="en"><head><meta charset="UTF-8" /><title>Log in</title></head><body><div id="root"></div><script type="module" src="/main.jsx"></script></body></html>',
  'main.css': 'form { display: grid; gap: 1rem; max-width: 28rem; margin: 4rem auto; }',
  'main.jsx': `import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import './main.css';
function Login() {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <h1>Log in</h1>
      <label>Username <input autoFocus value={name} onChange={(event) => setName(event.target.value)} /></label>
      <label>Password <input type="password" value={password} onChange={(event) => setPassword(event.target.value)} /></label>
      <button>Log in</button>
    </form>
  );
}
createRoot(document.getElementById('root')).render(<StrictMode><Login /></StrictMode>);
`,
};

/** Opens both pages in turn, each time in a browser that has nothing in its cache. Needs the packages of examples/spa. */
export async function measureLoginForms(rounds: number): Promise<LoginForms> {
  const { chromium } = load('playwright-core');
  const ground = await Ground.prepare({ cost: 10 });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'auth-service-bench-'));
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const server = await serveStarter(folder);
  const service = await ground.start('service');
  const urls = {
    accountPage: new URL('/account/login', service.url).href,
    reactStarter: `http://localhost:${server.httpServer.address().port}/`,
  };
  const found: LoginForms = {
    machine: { accountPage: [], reactStarter: [] },
    phone: { accountPage: [], reactStarter: [] },
  };
  try {
    // The first round warms both servers up.
    for (let round = 0; round <= rounds; round += 1) {
      progress(`login forms ${round} of ${rounds}`);
      for (const where of ['machine', 'phone'] as const) {
        for (const name of ['accountPage', 'reactStarter'] as const) {
          const milliseconds = await openIn(browser, urls[name], conditions[where]);
          if (round > 0) found[where][name].push(milliseconds);
        }
      }
    }
    return found;
  } finally {
    await browser.close();
    await server.close();
    await service.stop();
    await ground.leave();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function serveStarter(folder: string) {
  symlinkSync(packages, path.join(folder, 'node_modules'));
  for (const [name, content] of Object.entries(starter)) writeFileSync(path.join(folder, name), content);
  const { build, preview } = await import(load.resolve('vite'));
  const { default: react } = await import(load.resolve('@vitejs/plugin-react'));
  const options = { root: folder, configFile: false, logLevel: 'warn', plugins: [react()] };
  await build(options);
  return preview({ ...options, preview: { port: 0, host: 'localhost' } });
}

type Conditions = typeof machine;

// biome-ignore lint/suspicious/noExplicitAny: playwright-core is a package of examples/spa.
async function openIn(browser: any, url: string, { slowdown, ...network }: Conditions): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  // The first visit has started the tab. Nothing of it stays in the cache.
  await page.goto(url);
  await page.addInitScript(
    'addEventListener("focusin", ({ target }) => { if (target instanceof HTMLInputElement) performance.mark("focused"); });',
  );
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.clearBrowserCache');
  await session.send('Network.emulateNetworkConditions', { offline: false, ...network });
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.goto(url);
  await page.waitForFunction('performance.getEntriesByName("focused")[0]');
  const milliseconds: number = await page.evaluate('performance.getEntriesByName("focused")[0].startTime');
  await context.close();
  return milliseconds;
}

export function describeLoginForms({ machine, phone }: LoginForms): string {
  const rows = (['accountPage', 'reactStarter'] as const).map(
    (name) => `| ${pages[name]} | ${median(machine[name]).toFixed(0)} | ${median(phone[name]).toFixed(0)} |`,
  );
  const ratio = ({ accountPage, reactStarter }: Record<Name, number[]>) =>
    (median(accountPage) / median(reactStarter)).toFixed(2);
  return `| | ms on this machine | ms on a phone |
|---|---|---|
${rows.join('\n')}
| ratio | ${ratio(machine)} | ${ratio(phone)} |
`;
}

import path from 'node:path';

/** The service plus a feature that listens to the same events as an audit log, to show how much listeners cost. */
const built = (name: string) => import(path.resolve(import.meta.dirname, '../../dist/src', name));

const { settingGroups, startApp } = await built('app.js');
const { features } = await built('features.js');
const { loadConfig } = await built('kernel/config.js');

const listening = {
  name: 'listening',
  listensTo: ['session.opened', 'account.*'],
  onEvent: async ({ em }: { em: { flush(): Promise<void> } }) => em.flush(),
};

const all = [...features, listening];
const { url, stop } = await startApp({ config: loadConfig(process.env, settingGroups(all)), features: all });
process.stdout.write(`ready: ${url}\n`);
process.on('SIGTERM', async () => {
  await stop();
  process.exit(0);
});

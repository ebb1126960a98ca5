import { readFileSync } from 'node:fs';
import path from 'node:path';
import { removeFolders } from '../../../tests/support/left-behind.ts';
import { World } from '../../../tests/support/world.ts';
import { makeProject, packClient, run } from '../packed-client.ts';

const read = (name: string) => readFileSync(path.join(import.meta.dirname, name), 'utf8');

const packages = {
  '@react-native/babel-preset': '0.87.1',
  '@react-native/jest-preset': '0.87.1',
  jest: '29.7.0',
  react: '19.3.1',
  'react-native': '0.87.1',
};

/** React Native's own preset transforms its packages alone. client/README.md tells apps to add this package. */
const config = `module.exports = {
  preset: '@react-native/jest-preset',
  transformIgnorePatterns: [
    'node_modules/(?!((jest-)?react-native|@react-native(-community)?|graphql-auth-service-client)/)',
  ],
};
`;

afterAll(removeFolders);

test('a React Native project passes its tests with the client, against the service', async () => {
  const [client, world] = await Promise.all([
    packClient(),
    World.start({ env: { ACCESS_TOKEN_TTL: '15m' } }),
  ]);
  try {
    const { username, password } = await world.addPerson();
    const folder = await makeProject(client, {
      packages,
      files: {
        'babel.config.js': "module.exports = { presets: ['module:@react-native/babel-preset'] };\n",
        'jest.config.js': config,
        'auth.js': read('auth.js'),
        'auth.test.js': read('auth.test.js'),
      },
    });
    const env = { AUTH_URL: world.url, NAME: username, PASSWORD: password, NODE_OPTIONS: '' };
    await run(folder, process.execPath, ['node_modules/jest/bin/jest.js', '--ci'], env);
    expect(world.log.join('')).toContain('session.refreshed');
  } finally {
    await world.stop();
  }
});

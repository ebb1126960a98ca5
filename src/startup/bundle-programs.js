import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Bundles the programs with their libraries, because Node.js needs most of a start to find and read the 2,700 files of these
 * libraries. `npm run build` runs this.
 */
const programs = ['main', 'migrate', 'admin'];
const testKit = ['testing/kit/start-auth', 'testing/service/main'];
const target = 'dist/src';
const licenses = 'dist/licenses.txt';
const packageFolder = /^.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/;

/** An `import` of `node:http` reads all of its exports, and some of them load undici: 38 ms and 11 MB. */
const httpWithoutUndici = {
  name: 'http-without-undici',
  resolveId: (name) => (name === 'node:http' ? '\0http.cjs' : undefined),
  load: (id) => (id === '\0http.cjs' ? "module.exports = process.getBuiltinModule('node:http');" : undefined),
};

if (isStale()) {
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({
    input: Object.fromEntries([...programs, ...testKit].map((name) => [name, `build/src/${name}.js`])),
    platform: 'node',
    plugins: [httpWithoutUndici],
    // bcrypt is native code. The others may be missing, and their users handle that.
    external: ['bcrypt', 'pino-pretty', 'pg-native', 'class-validator', 'tinyglobby'],
  });
  const { output } = await bundle.generate({
    entryFileNames: ({ name }) => (programs.includes(name) ? `chunks/programs/${name}.js` : `${name}.js`),
    chunkFileNames: 'chunks/[name].js',
    // MikroORM and TypeGraphQL derive names from classes.
    keepNames: true,
    // V8 would take twice the memory for a source text with other characters, such as those in comments.
    charset: 'ascii',
    comments: false,
    // Short names would differ between builds, and a running service may load a chunk of a later build.
    minifyInternalExports: false,
    codeSplitting: {
      groups: [
        { name: 'libraries', test: /node_modules/, tags: ['$initial'] },
        { name: 'service', test: isPartOfService, tags: ['$initial'] },
      ],
    },
  });
  await bundle.close();
  for (const { fileName, code } of output) replace(path.join(target, fileName), code);
  removeOthers(output.map(({ fileName }) => fileName));
  for (const name of programs) replace(path.join(target, `${name}.js`), launcherOf(name));
  // Loads everything, so that even the first start finds compiled code. A `.env` of this folder must not matter here.
  execFileSync(process.execPath, ['admin.js', '--help'], { cwd: target });
  replace(licenses, licensesOf(output.flatMap(({ moduleIds }) => moduleIds)));
}

/** A chunk with a program would run it, and the test kit moves the clock before it loads the service. */
function isPartOfService(module) {
  const name = path.relative('build/src', module);
  return !name.includes('node_modules') && !/^testing|^(main|migrate|admin)\.js$/.test(name);
}

/** The file with the licenses is written last. */
function isStale() {
  const sources = ['build/.tsbuildinfo', 'package-lock.json', import.meta.filename];
  const timeOf = (name) => statSync(name, { throwIfNoEntry: false })?.mtimeMs;
  return !sources.every((name) => timeOf(name) < timeOf(licenses));
}

/**
 * Enables Node.js's compile cache before the chunks are loaded. Where the folder belongs to another user, Node.js compiles
 * them at each start, without a message. The folder is not in /tmp, where other users could leave code for the service.
 */
function launcherOf(program) {
  return `import { enableCompileCache } from 'node:module';

enableCompileCache(\`\${import.meta.dirname}/../compiled\`);
await import('./chunks/programs/${program}.js');
`;
}

/** A service that runs from this folder may be loading the file. */
function replace(file, content) {
  mkdirSync(path.dirname(file), { recursive: true });
  const written = `${file}.${process.pid}`;
  writeFileSync(written, content);
  renameSync(written, file);
}

function removeOthers(names) {
  const present = readdirSync(path.join(target, 'chunks'), { recursive: true, withFileTypes: true });
  const files = present
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const kept = names.map((name) => path.join(target, name));
  for (const file of files) if (!kept.includes(file)) rmSync(file);
}

/** Licenses require that copies of the libraries carry them. */
function licensesOf(modules) {
  const folders = modules.flatMap((name) => packageFolder.exec(name)?.[0] ?? []);
  return [...new Set(folders)].sort().map(licenseIn).join('\n');
}

function licenseIn(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)\b/i.test(file));
  const texts = files.map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  return [`${name} ${version}: ${license}`, ...texts, ''].join('\n\n');
}

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Bundles the programs with their libraries, because Node.js needs most of a start to find and read the 2,700 files of these
 * libraries. `npm run build` runs this.
 */
const programs = ['main', 'migrate', 'admin', 'testing/kit/start-auth', 'testing/service/main'];
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
    input: Object.fromEntries(programs.map((name) => [name, `build/src/${name}.js`])),
    platform: 'node',
    plugins: [httpWithoutUndici],
    // bcrypt is native code. The others may be missing, and their users handle that.
    external: ['bcrypt', 'pino-pretty', 'pg-native', 'class-validator', 'tinyglobby'],
  });
  const { output } = await bundle.generate({
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    // MikroORM and TypeGraphQL derive names from classes.
    keepNames: true,
    // V8 would take twice the memory for a source text with other characters, such as those in comments.
    charset: 'ascii',
    comments: false,
    codeSplitting: {
      groups: [
        { name: 'libraries', test: /node_modules/, tags: ['$initial'] },
        { name: 'service', test: isPartOfService, tags: ['$initial'] },
      ],
    },
  });
  await bundle.close();
  for (const { fileName, code } of output) replace(path.join(target, fileName), code);
  removeOthers(output.map(({ fileName }) => path.basename(fileName)));
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

/** A service that runs from this folder may be loading the file. */
function replace(file, content) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

function removeOthers(names) {
  const folder = path.join(target, 'chunks');
  for (const name of readdirSync(folder)) if (!names.includes(name)) rmSync(path.join(folder, name));
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

import { readFileSync } from 'node:fs';
import { registerHooks, setSourceMapsSupport } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const options = {
  sourceMaps: 'inline',
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
    experimental: { keepImportAttributes: true },
  },
  module: { type: 'es6' },
};

/** A TypeScript module from this repository. `copy` is the number of the test file that loaded it. */
const ownModule = /^file:(?!.*\/node_modules\/).*\.ts(?<copy>\?copy=\d+)?$/;
/** Compiled modules by file. With `--watch`, the file may have changed since. */
const compiled = new Map();

function compile(filename) {
  const source = readFileSync(filename, 'utf8');
  if (compiled.get(filename)?.source !== source) {
    compiled.set(filename, { source, code: transformSync(source, { ...options, filename }).code });
  }
  return compiled.get(filename).code;
}

registerHooks({
  /** Modules that a test file imports, directly or indirectly, belong to that file's copy. */
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    const copy = ownModule.exec(context.parentURL ?? '')?.groups.copy;
    return copy && ownModule.test(resolved.url) ? { ...resolved, url: resolved.url + copy } : resolved;
  },
  load(url, context, nextLoad) {
    if (!ownModule.test(url)) return nextLoad(url, context);
    return { format: 'module', source: compile(fileURLToPath(url)), shortCircuit: true };
  },
});
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });

let copies = 0;

/**
 * Creates the import function for one test file. It loads a separate copy of this repository's modules, so that no test sees
 * declarations made by another file. Packages are shared between files.
 */
export function makeImport() {
  copies += 1;
  const copy = `?copy=${copies}`;
  return (url) => import(url + copy);
}

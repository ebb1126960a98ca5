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

/** A TypeScript module of this repository; `copy` says for which test file it was loaded. */
const ownModule = /^file:(?!.*\/node_modules\/).*\.ts(?<copy>\?copy=\d+)?$/;
/** What was compiled, by file: the next copy needs it again, unless the file has changed (`--watch`). */
const compiled = new Map();

function compile(filename) {
  const source = readFileSync(filename, 'utf8');
  if (compiled.get(filename)?.source !== source) {
    compiled.set(filename, { source, code: transformSync(source, { ...options, filename }).code });
  }
  return compiled.get(filename).code;
}

registerHooks({
  /** What a test file imports belongs to its copy, and so does what that imports. */
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
 * How one test file imports modules. Those of this repository are loaded for it alone, so no test sees what another file
 * has declared; packages are loaded once for all.
 */
export function makeImport() {
  copies += 1;
  const copy = `?copy=${copies}`;
  return (url) => import(url + copy);
}

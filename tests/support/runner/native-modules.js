import { readFileSync } from 'node:fs';
import { registerHooks, setSourceMapsSupport } from 'node:module';
import { fileURLToPath } from 'node:url';
import { TsconfigCache, transformSync } from 'rolldown/utils';

const tsconfig = fileURLToPath(new URL('../../../tsconfig.json', import.meta.url));
const options = { tsconfig, sourcemap: true };
const cache = new TsconfigCache(tsconfig);

/** A TypeScript module from this repository. `copy` is the number of the test file that loaded it. */
const ownModule = /^file:(?!.*\/node_modules\/).*\.ts(?<copy>\?copy=\d+)?$/;
/** Compiled modules by file. With `--watch`, the file may have changed since. */
const compiled = new Map();

function compile(filename) {
  const source = readFileSync(filename, 'utf8');
  if (compiled.get(filename)?.source !== source)
    compiled.set(filename, { source, code: transform(filename, source) });
  return compiled.get(filename).code;
}

function transform(filename, source) {
  const { code, map, errors } = transformSync(filename, source, options, cache);
  if (errors.length > 0) throw errors[0];
  const encoded = Buffer.from(JSON.stringify(map)).toString('base64');
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${encoded}`;
}

/** Where imports lead, by folder and specifier. Each test file loads the same modules, and resolving takes as long as loading. */
const resolvedImports = new Map();

function resolveImport(specifier, context, nextResolve) {
  const isPlain = Object.keys(context.importAttributes ?? {}).length === 0;
  if (!isPlain || !context.conditions?.includes('import')) return nextResolve(specifier, context);
  const key = `${new URL('.', context.parentURL)} ${specifier}`;
  if (!resolvedImports.has(key)) resolvedImports.set(key, nextResolve(specifier, context));
  return { ...resolvedImports.get(key), shortCircuit: true };
}

registerHooks({
  /** Modules that a test file imports, directly or indirectly, belong to that file's copy. */
  resolve(specifier, context, nextResolve) {
    const copy = ownModule.exec(context.parentURL ?? '')?.groups.copy;
    if (!copy) return nextResolve(specifier, context);
    const resolved = resolveImport(specifier, context, nextResolve);
    return ownModule.test(resolved.url) ? { ...resolved, url: resolved.url + copy } : resolved;
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

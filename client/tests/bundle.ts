import { type OutputChunk, rolldown } from 'rolldown';

interface BundleOptions {
  /** What the app already has. */
  external?: RegExp;
  minify?: boolean;
  /** Whether React is a development build. */
  mode?: 'development' | 'production';
  /** All in one file. */
  isForNode?: boolean;
  /** Expressions to replace. */
  define?: Record<string, string>;
}

/** Bundles the code of an app that imports files of this repository, such as `client/src/index.ts`. */
export async function bundle(
  code: string,
  { external, minify = false, mode, define, isForNode = false }: BundleOptions = {},
): Promise<OutputChunk[]> {
  const app = 'app.ts';
  const built = await rolldown({
    input: app,
    ...(external && { external }),
    ...(isForNode && { platform: 'node' }),
    transform: { define: { ...(mode && { 'process.env.NODE_ENV': JSON.stringify(mode) }), ...define } },
    plugins: [
      {
        name: 'app',
        resolveId: (id, importer) =>
          id === app ? id : importer === app ? { id: `${process.cwd()}/${id}` } : null,
        load: (id) => (id === app ? code : null),
      },
    ],
  });
  const { output } = await built.generate({ minify, codeSplitting: !isForNode });
  await built.close();
  return output.flatMap((file) => (file.type === 'chunk' ? [file] : []));
}

import { type OutputChunk, rolldown } from 'rolldown';

interface BundleOptions {
  /** What the app already has. */
  external?: RegExp;
  minify?: boolean;
}

/** Bundles the code of an app that imports files of this repository, such as `client/src/index.ts`. */
export async function bundle(
  code: string,
  { external, minify = false }: BundleOptions = {},
): Promise<OutputChunk[]> {
  const app = 'app.ts';
  const built = await rolldown({
    input: app,
    ...(external && { external }),
    plugins: [
      {
        name: 'app',
        resolveId: (id, importer) =>
          id === app ? id : importer === app ? { id: `${process.cwd()}/${id}` } : null,
        load: (id) => (id === app ? code : null),
      },
    ],
  });
  const { output } = await built.generate({ minify });
  await built.close();
  return output.flatMap((file) => (file.type === 'chunk' ? [file] : []));
}

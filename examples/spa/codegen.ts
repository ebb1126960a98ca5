import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: '../../client-schema.graphql',
  documents: 'src/**/*.{ts,tsx}',
  generates: {
    'src/gql/': { preset: 'client', config: { useTypeImports: true, scalars: { DateTime: 'string' } } },
  },
  silent: true,
};

export default config;

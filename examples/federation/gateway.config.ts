import { defineConfig } from '@graphql-hive/gateway';

const { GATEWAY_SECRET = '' } = process.env;

export const gatewayConfig = defineConfig({
  supergraph: 'supergraph.graphql',
  propagateHeaders: {
    // Hands the client's token on, and to the auth service the gateway's own credential as well.
    fromClientToSubgraphs({ request, subgraphName }) {
      const authorization = request.headers.get('authorization');
      return {
        ...(authorization && { authorization }),
        ...(subgraphName.toLowerCase() === 'auth' && { 'x-gateway-secret': GATEWAY_SECRET }),
      };
    },
  },
});

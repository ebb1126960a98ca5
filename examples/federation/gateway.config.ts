import { defineConfig } from '@graphql-hive/gateway';

const { GATEWAY_SECRET = '' } = process.env;

export const gatewayConfig = defineConfig({
  supergraph: 'supergraph.graphql',
  propagateHeaders: {
    // Forwards the client's token to every subgraph, and sends the gateway's secret to the auth service.
    fromClientToSubgraphs({ request, subgraphName }) {
      const authorization = request.headers.get('authorization');
      return {
        ...(authorization && { authorization }),
        ...(subgraphName.toLowerCase() === 'auth' && { 'x-gateway-secret': GATEWAY_SECRET }),
      };
    },
  },
});

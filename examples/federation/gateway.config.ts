import { defineConfig } from '@graphql-hive/gateway';

const { GATEWAY_SECRET = '' } = process.env;

export const gatewayConfig = defineConfig({
  supergraph: 'supergraph.graphql',
  propagateHeaders: {
    // Forwards the client's token and user agent to every subgraph, and sends the gateway's secret to the auth service.
    fromClientToSubgraphs({ request, subgraphName }) {
      const authorization = request.headers.get('authorization');
      const userAgent = request.headers.get('user-agent');
      return {
        ...(authorization && { authorization }),
        ...(userAgent && { 'user-agent': userAgent }),
        ...(subgraphName.toLowerCase() === 'auth' && { 'x-gateway-secret': GATEWAY_SECRET }),
      };
    },
  },
});

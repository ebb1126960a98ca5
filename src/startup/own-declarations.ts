import type { Declaring } from '../feature/check-features.ts';
import type { Feature } from '../feature/feature.ts';
import { features as allFeatures } from '../features.ts';
import { gatewayOnly, gatewaySettings } from '../graphql/gateway.ts';
import { protocolErrors } from '../graphql/protocol-errors.ts';
import { httpSettings } from '../http/http.settings.ts';
import type { SettingGroup } from '../kernel/config.ts';
import { sharedErrors } from '../kernel/errors.ts';
import { originSettings } from '../kernel/origins.settings.ts';
import { processSettings } from '../kernel/process.settings.ts';
import { ownGauges } from '../metrics/make-metrics.ts';
import { databaseSettings } from '../platform/database/database.settings.ts';
import { dataSettings } from '../platform/development/data-folder.ts';
import { AccessTokens, tokenSettings } from '../platform/tokens/access-tokens.ts';
import { checkCommand, ownChecks } from './check-command.ts';

/** Core settings, in the order of docs/configuration.md. The features' settings come before the last group. */
const coreSettings: readonly SettingGroup[] = [
  tokenSettings,
  databaseSettings,
  processSettings,
  httpSettings,
  originSettings,
  gatewaySettings,
];

/** Names that features must not use. */
export const core: Declaring = {
  name: 'the service itself',
  settings: Object.assign({}, ...coreSettings, dataSettings),
  errors: [...sharedErrors, ...protocolErrors, gatewayOnly],
  routes: (['/graphql', '/healthz', '/readyz', '/', '/graphiql', '/graphiql/:version/:name'] as const).map(
    (path) => ({
      method: path === '/graphql' ? 'POST' : 'GET',
      path,
      handle: () => ({ body: {} }),
    }),
  ),
  commands: checkCommand,
  gauges: ownGauges,
  checks: Object.fromEntries(ownChecks.map((name) => [name, async () => undefined])),
  claims: Object.fromEntries(AccessTokens.ownClaims.map((name) => [name, () => undefined])),
};

export function settingGroups(features: readonly Feature[] = allFeatures): SettingGroup[] {
  const own = features.map(({ settings }) => settings).filter((group) => group !== undefined);
  return [...coreSettings, ...own, dataSettings];
}

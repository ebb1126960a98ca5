import type { SettingGroup } from '../kernel/config.ts';
import type { AuthEvent } from '../kernel/events.ts';
import { limitsOf } from './attempts.ts';
import type { Declarations, Feature } from './feature.ts';
import { covers } from './unit-of-work.ts';

export interface Declaring extends Omit<Declarations, 'settings'> {
  readonly name: string;
  readonly settings?: SettingGroup;
}

/** Names that must be unique within each kind. */
const kinds: Readonly<Record<string, (declaring: Declaring) => readonly string[]>> = {
  feature: ({ name }) => [name],
  setting: ({ settings = {} }) => Object.keys(settings),
  'error code': ({ errors = [] }) => errors.map(({ code }) => code),
  event: ({ events = [] }) => events.map(({ type }) => type),
  attempt: ({ attempts = [] }) => attempts.map(({ name }) => name),
  limit: (declaring) => limitsOf(declaring).map(({ name }) => name),
  'proof method': ({ proofMethods = [] }) => proofMethods.map(({ name }) => name),
  'login requirement': ({ loginRequirements = [] }) => loginRequirements.map(({ name }) => name),
  'confirmation method': ({ confirmationMethods = [], secondFactors = [] }) =>
    [...confirmationMethods, ...secondFactors].map(({ name }) => name),
  'secret purpose': ({ secretPurposes = [] }) => secretPurposes.map(({ name }) => name),
  'sealed data': ({ sealedData = [] }) => sealedData.map(({ name }) => name),
  mail: ({ mails = [] }) => mails.map(({ name }) => name),
  'revocation reason': ({ revocationReasons = [] }) => revocationReasons,
  reference: ({ references = {} }) => Object.keys(references),
  route: ({ routes = [] }) => routes.map(({ method, path }) => `${method} ${path}`),
  command: ({ commands = {} }) => Object.keys(commands),
  claim: ({ claims = {} }) => Object.keys(claims),
  gauge: ({ gauges = {} }) => Object.keys(gauges),
  check: ({ checks = {} }) => Object.keys(checks),
  table: ({ personalData }) => personalData?.tables ?? [],
};

/** If two features declared the same name, one would silently win. @throws Error that lists every conflict. */
export function checkFeatures(core: Declaring, features: readonly Feature[]): void {
  const problems = [...findCollisions([core, ...features]), ...features.flatMap(findUnknownEvents(features))];
  if (problems.length > 0) throw new Error(`The features conflict:\n  - ${problems.join('\n  - ')}`);
}

function findCollisions(all: readonly Declaring[]): string[] {
  return Object.entries(kinds).flatMap(([kind, namesOf]) => {
    const owners = new Map<string, string>();
    return all.flatMap((declaring) =>
      namesOf(declaring).flatMap((name) => {
        const owner = owners.get(name);
        owners.set(name, declaring.name);
        return owner === undefined
          ? []
          : [`the ${kind} "${name}" is declared by "${owner}" and by "${declaring.name}"`];
      }),
    );
  });
}

/** A misspelled event type would never match. */
const findUnknownEvents = (features: readonly Feature[]) => {
  const types = features.flatMap(({ events = [] }) => events.map(({ type }): AuthEvent['type'] => type));
  return ({ name, listensTo = [] }: Feature): string[] =>
    listensTo
      .filter((pattern) => !types.some((type) => covers(pattern, type)))
      .map((pattern) => `"${name}" listens to "${pattern}", which no feature declares`);
};

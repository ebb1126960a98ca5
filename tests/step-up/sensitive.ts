import { Int, Mutation, Resolver } from 'type-graphql';
import type { Feature } from '../../src/feature/feature.ts';
import { features } from '../../src/features.ts';
import { Recent } from '../../src/step-up/recent.ts';
import type { Answer } from '../support/client.ts';
import type { World } from '../support/world.ts';

@Resolver()
class SensitiveResolver {
  @Recent()
  @Mutation(() => Int)
  sensitive(): number {
    return 1;
  }
}

const planted: Feature = { name: 'planted', resolvers: [SensitiveResolver] };

export const withSensitive = [...features, planted];

/** Sends an operation that needs a recent proof of identity. */
export const sensitive = (world: World, token?: string): Promise<Answer> =>
  world.ask('mutation { sensitive }', {}, token ? { token } : {});

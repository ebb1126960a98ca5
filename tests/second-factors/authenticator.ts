import type { Feature } from '../../src/feature/feature.ts';
import { features } from '../../src/features.ts';
import { execute } from '../../src/platform/database/database.ts';
import { secondFactorInvalid } from '../../src/second-factors/second-factors.errors.ts';

const countRows = 'select count(*)::int4 as count from totp_credentials where user_id = $1';

/** Counts the authenticators that tests insert, and accepts no code. */
const planted: Feature = {
  name: 'planted-totp',
  proofMethods: [{ name: 'otp', factors: ['possession'] }],
  secondFactors: [
    {
      name: 'TOTP',
      field: 'totp',
      proofs: ['otp'],
      async count({ em }, userId) {
        const [row] = await execute<{ count: number }>(em, countRows, [userId]);
        return row?.count ?? 0;
      },
      judge: async () => {
        throw secondFactorInvalid();
      },
    },
  ],
};

const isDeclared = features.some(({ secondFactors = [] }) =>
  secondFactors.some(({ name }) => name === 'TOTP'),
);

export const withAuthenticator: readonly Feature[] = isDeclared ? features : [...features, planted];

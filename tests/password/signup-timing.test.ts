import bcrypt from 'bcrypt';
import { codes, makePerson } from '../support/client.ts';
import { InterleavedTimes, settledSpread, turns } from '../support/interleaved-times.ts';
import { startRecorded } from '../support/statements.ts';
import { startSignup } from '../support/verification.ts';
import { World } from '../support/world.ts';

// Hashes cost little here: at a realistic cost, they would outweigh any other difference.
const world = await World.start();
afterAll(() => world.stop());

const tolerance = 1.05;

test('startSignup takes the same time for a free and a taken email', async () => {
  const times = new InterleavedTimes();
  const answers = new Set<string>();
  const start = async (email: string) => {
    const answer = await startSignup(world, { ...makePerson(), email });
    expect(codes(answer)).toEqual([]);
    answers.add(`${answer.status} ${answer.text.replace(answer.data.startSignup.flow, '')}`);
  };
  const spread = await settledSpread(tolerance, async () => {
    for (let turn = 0; turn < turns; turn += 1) {
      const [free, taken] = [makePerson(), await world.addPerson()];
      await times.measureTurn(
        [free, taken].map(
          ({ email }) =>
            () =>
              start(email),
        ),
      );
    }
    return [times];
  });
  expect(answers.size).toBe(1);
  expect(spread).toBeLessThan(tolerance);
});

test('startSignup runs the same statements and one hash for a free, a taken and a disabled email', async () => {
  const recorded = await startRecorded();
  const [free, taken, disabled] = [
    makePerson(),
    await recorded.world.addPerson(),
    await recorded.world.addPerson(),
  ];
  await recorded.world.sql('update users set is_active = false where id = $1', [disabled.id]);
  const hash = jest.spyOn(bcrypt, 'hash');
  const seen: { statements: string[]; hashes: number }[] = [];
  for (const { email } of [free, taken, disabled]) {
    recorded.clear();
    hash.mockClear();
    await startSignup(recorded.world, { ...makePerson(), email });
    seen.push({ statements: recorded.statements(), hashes: hash.mock.calls.length });
  }
  hash.mockRestore();
  expect(seen[0]?.statements.length).toBeGreaterThan(5);
  for (const { statements, hashes } of seen)
    expect({ statements, hashes }).toEqual({ ...seen[0], hashes: 1 });
  await recorded.stop();
});

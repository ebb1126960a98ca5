import { codes } from '../support/client.ts';
import { addVerified, cancelEmailChange, confirmEmailChange, requestChange } from '../support/identifiers.ts';
import { reasonsOf } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start({ env: { MAIL_REQUESTS_PER_ADDRESS: 'off' } });
afterAll(() => world.stop());

test('the signed-in owner needs no link', async () => {
  const { owner, accessToken, mail } = await requestChange(world);
  for (let time = 0; time < 2; time += 1) {
    const { data } = await cancelEmailChange(world, undefined, accessToken);
    expect(data.cancelEmailChange).toEqual({ id: owner.id, email: owner.email });
  }
  expect(reasonsOf(await confirmEmailChange(world, { token: mail.token }, accessToken))).toEqual([
    'LINK_INVALID INVALID',
  ]);
});

test('a session may cancel 20 times in an hour; the link works nevertheless', async () => {
  const { owner, accessToken } = await requestChange(world);
  const cancel = () => cancelEmailChange(world, undefined, accessToken);
  for (let time = 0; time < 20; time += 1) expect(codes(await cancel())).toEqual([]);
  expect(codes(await cancel())).toEqual(['RATE_LIMITED']);
  const second = await requestChange(world, { owner });
  expect(codes(await cancel())).toEqual(['RATE_LIMITED']);
  expect(codes(await cancelEmailChange(world, second.notice.token))).toEqual([]);
  expect(reasonsOf(await confirmEmailChange(world, { token: second.mail.token }, accessToken))).toEqual([
    'LINK_INVALID INVALID',
  ]);
});

test('a caller without session and link is rejected', async () => {
  expect(codes(await cancelEmailChange(world))).toEqual(['UNAUTHENTICATED']);
});

test('the link shows the account only to its owner', async () => {
  const [first, second] = [await requestChange(world), await requestChange(world)];
  const anonymous = await cancelEmailChange(world, first.notice.token);
  expect([codes(anonymous), anonymous.data.cancelEmailChange]).toEqual([[], null]);
  const stranger = await cancelEmailChange(world, second.notice.token, first.accessToken);
  expect([codes(stranger), stranger.data.cancelEmailChange]).toEqual([[], null]);
  const own = await cancelEmailChange(world, second.notice.token, second.accessToken);
  expect(own.data.cancelEmailChange.id).toBe(second.owner.id);
});

test('a used link does not claim to have cancelled a newer change', async () => {
  const owner = await addVerified(world);
  const first = await requestChange(world, { owner });
  await cancelEmailChange(world, first.notice.token);
  const second = await requestChange(world, { owner });
  expect(reasonsOf(await cancelEmailChange(world, first.notice.token))).toEqual(['LINK_INVALID USED']);
  const answer = await confirmEmailChange(world, { token: second.mail.token }, second.accessToken);
  expect(codes(answer)).toEqual([]);
});

test('an expired link says so', async () => {
  const { notice } = await requestChange(world);
  await world.sql(
    "update one_time_secrets set expires_at = now() where purpose = 'cancel-email-change' and used_at is null",
  );
  expect(reasonsOf(await cancelEmailChange(world, notice.token))).toEqual(['LINK_INVALID EXPIRED']);
});

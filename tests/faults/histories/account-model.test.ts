import { accountModel } from './account-model.ts';
import { type Answer, inSteps, type Operation, type Request } from './account-operations.ts';
import { newAccount, type Rules } from './account-state.ts';
import { findUnexplained } from './checker.ts';

const rules: Rules = { reuseWindow: 1000, tolerance: 10, mostSessions: 2, acceptsAhead: false };

type Row = readonly [sent: number, answered: number, request: Request, answer?: Partial<Answer>];

const never = Number.POSITIVE_INFINITY;

/** The index of the first answer that no order explains, or -1. */
function unexplained(rows: readonly Row[], changed: Partial<Rules> = {}): number {
  const operations = rows.map(([sent, answered, request, answer], id): Operation => {
    const by = String(id);
    return { id, by, sent, answered, request, ...(answer && { answer: { code: 'OK', ...answer } }) };
  });
  return (
    findUnexplained(accountModel({ ...rules, ...changed }), inSteps(operations), newAccount)?.operation.id ??
    -1
  );
}

const logIn = (session: string): Request => ({ kind: 'login', session });
const me = (session: string): Request => ({ kind: 'me', session });
const refresh = (session: string, generation: number): Request => ({ kind: 'refresh', session, generation });
const logOut = (session: string, scope: 'CURRENT' | 'OTHERS' | 'ALL' = 'CURRENT'): Request => ({
  kind: 'logout',
  session,
  scope,
});
const [disable, enable]: Request[] = [{ kind: 'disable' }, { kind: 'enable' }];
const got = (token: string, generation: number): Partial<Answer> => ({ token, generation });
const rejected = { code: 'INVALID_REFRESH_TOKEN' };
const over = { code: 'SESSION_ENDED' };

const opened: Row[] = [[0, 1, logIn('S1'), got('a0', 0)]];
const rotated: Row[] = [...opened, [10, 11, refresh('S1', 0), got('a1', 1)]];
const rotatedTwice: Row[] = [...rotated, [20, 21, refresh('S1', 1), got('a2', 2)]];
const two: Row[] = [...opened, [2, 3, logIn('S2'), got('b0', 0)]];

test.each<[string, Row[], Partial<Rules>?]>([
  [
    'racing refreshes with one successor',
    [...opened, [10, 14, refresh('S1', 0), got('a1', 1)], [11, 13, refresh('S1', 0), got('a1', 1)]],
  ],
  ['a replay within the reuse window', [...rotated, [500, 501, refresh('S1', 0), got('a1', 1)]]],
  [
    'a replay at the end of the window that is accepted',
    [...rotated, [1009, 1012, refresh('S1', 0), got('a1', 1)]],
  ],
  [
    'a replay at the end of the window that is rejected',
    [...rotated, [1009, 1012, refresh('S1', 0), rejected], [1020, 1021, me('S1'), over]],
  ],
  [
    'a replay after the window, which ends the session',
    [...rotated, [1500, 1501, refresh('S1', 0), rejected], [1502, 1503, me('S1'), over]],
  ],
  [
    'a reuse of an older token, which ends the session',
    [...rotatedTwice, [30, 31, refresh('S1', 0), rejected], [32, 33, refresh('S1', 2), rejected]],
  ],
  [
    'a refresh that a logout overlaps',
    [...opened, [10, 20, logOut('S1'), { ended: 1 }], [12, 14, refresh('S1', 0), got('a1', 1)]],
  ],
  [
    'a refresh without an answer that took effect',
    [...opened, [10, never, refresh('S1', 0)], [20, 21, refresh('S1', 0), got('a1', 1)]],
  ],
  [
    'a refresh without an answer that did not',
    [
      ...opened,
      [10, never, refresh('S1', 0)],
      [20, 21, refresh('S1', 0), got('a1', 1)],
      [22, 23, refresh('S1', 1), got('a2', 2)],
    ],
  ],
  [
    'a logout without an answer that took effect later',
    [...opened, [10, never, logOut('S1')], [20, 21, me('S1'), {}], [30, 31, me('S1'), over]],
  ],
  [
    'logins beyond the limit, of which the least recently refreshed ends',
    [
      ...two,
      [10, 11, refresh('S1', 0), got('a1', 1)],
      [20, 21, logIn('S3'), got('c0', 0)],
      [22, 23, me('S2'), over],
      [24, 25, me('S1'), {}],
    ],
  ],
  [
    'a login without an answer that counts',
    [...opened, [10, never, { kind: 'login' }], [20, 21, logOut('S1', 'ALL'), { ended: 2 }]],
  ],
  [
    'logins without an answer that displace',
    [...opened, [10, never, { kind: 'login' }], [11, never, { kind: 'login' }], [20, 21, me('S1'), over]],
  ],
  [
    'a logout of all whose own session ends meanwhile',
    [
      ...two,
      [10, 20, logOut('S1', 'ALL'), { ended: 1 }],
      [12, 14, logOut('S1'), { ended: 1 }],
      [30, 31, me('S2'), over],
    ],
  ],
  [
    'a logout of the others',
    [
      ...two,
      [10, 11, logOut('S1', 'OTHERS'), { ended: 1 }],
      [12, 13, me('S2'), over],
      [12, 13, me('S1'), {}],
    ],
  ],
  [
    'a used token that ends its own session only',
    [
      ...rotatedTwice,
      [30, 31, logIn('S2'), got('b0', 0)],
      [40, 41, { kind: 'logout', session: 'S1', generation: 0, scope: 'ALL' }, { ended: 1 }],
      [42, 43, me('S2'), {}],
    ],
  ],
  [
    'an account that is disabled and enabled',
    [
      ...opened,
      [10, 11, disable as Request, { ended: 1 }],
      [12, 13, logIn('S2'), { code: 'INVALID_CREDENTIALS' }],
      [14, 15, enable as Request, { ended: 0 }],
      [16, 17, logIn('S3'), got('c0', 0)],
    ],
  ],
  [
    'a token ahead of its session, where a failover may forget',
    [...opened, [10, 11, refresh('S1', 3), got('a4', 4)]],
    { acceptsAhead: true },
  ],
])('explains %s', (_, rows, changed = {}) => {
  expect(unexplained(rows, changed)).toBe(-1);
});

test.each<[string, Row[], index: number, Partial<Rules>?]>([
  [
    'two successors',
    [...opened, [10, 14, refresh('S1', 0), got('a1', 1)], [11, 13, refresh('S1', 0), got('a2', 2)]],
    2,
  ],
  ['a successor that differs', [...rotated, [12, 13, refresh('S1', 0), got('a9', 1)]], 2],
  ['a replay that is rejected within the window', [...rotated, [500, 501, refresh('S1', 0), rejected]], 2],
  [
    'a replay that is accepted after the window',
    [...rotated, [1500, 1501, refresh('S1', 0), got('a1', 1)]],
    2,
  ],
  ['an older token that is accepted', [...rotatedTwice, [30, 31, refresh('S1', 0), got('a1', 1)]], 3],
  [
    'a session that survives a reuse',
    [...rotatedTwice, [30, 31, refresh('S1', 0), rejected], [32, 33, me('S1'), {}]],
    4,
  ],
  ['the newest token rejected', [...rotated, [12, 13, refresh('S1', 1), rejected]], 2],
  [
    'an access token that outlives the logout',
    [...opened, [10, 11, logOut('S1'), { ended: 1 }], [12, 13, me('S1'), {}]],
    2,
  ],
  ['a session that revives', [...opened, [10, 11, me('S1'), over], [12, never, logOut('S1')]], 1],
  [
    'a logout seen and then not',
    [...opened, [10, never, logOut('S1')], [20, 21, me('S1'), over], [30, 31, me('S1'), {}]],
    3,
  ],
  [
    'a logout that counts twice',
    [...opened, [10, 14, logOut('S1'), { ended: 1 }], [11, 13, logOut('S1'), { ended: 1 }]],
    1,
  ],
  [
    'a logout of all that leaves a session',
    [...two, [10, 11, logOut('S1', 'ALL'), { ended: 2 }], [12, 13, me('S2'), {}]],
    3,
  ],
  [
    'a logout of all that overlaps a login, and leaves its session although an older one ended later',
    [
      ...two,
      [10, 30, logOut('S1', 'ALL'), { ended: 2 }],
      [12, 13, logIn('S3'), got('c0', 0)],
      [14, 15, me('S2'), {}],
      [40, 41, me('S3'), {}],
    ],
    2,
    { mostSessions: 3 },
  ],
  [
    'a logout of all by a session that ended before',
    [...two, [4, 5, logOut('S1'), { ended: 1 }], [10, 11, logOut('S1', 'ALL'), { ended: 1 }]],
    3,
  ],
  [
    'a logout of the others that ends its own',
    [...two, [10, 11, logOut('S1', 'OTHERS'), { ended: 1 }], [12, 13, me('S1'), over]],
    3,
  ],
  [
    'a session displaced that was refreshed last',
    [
      ...two,
      [10, 11, refresh('S1', 0), got('a1', 1)],
      [20, 21, logIn('S3'), got('c0', 0)],
      [22, 23, me('S1'), over],
    ],
    4,
  ],
  [
    'a login beyond the limit that ends nothing',
    [...two, [20, 21, logIn('S3'), got('c0', 0)], [22, 23, logOut('S3', 'ALL'), { ended: 3 }]],
    3,
  ],
  [
    'a login to a disabled account',
    [
      [0, 1, disable as Request, { ended: 0 }],
      [2, 3, logIn('S1'), got('a0', 0)],
    ],
    1,
  ],
  [
    'a session that a disabled account keeps',
    [
      ...opened,
      [2, 3, disable as Request, { ended: 1 }],
      [4, 5, enable as Request, { ended: 0 }],
      [6, 7, me('S1'), {}],
    ],
    3,
  ],
  [
    'an answer that no rule knows',
    [...opened, [2, 3, refresh('S1', 0), { code: 'INTERNAL_SERVER_ERROR' }]],
    1,
  ],
  ['a token ahead of its session', [...opened, [10, 11, refresh('S1', 3), got('a4', 4)]], 1],
  [
    'a token ahead of an ended session',
    [...opened, [2, 3, logOut('S1'), { ended: 1 }], [10, 11, refresh('S1', 3), got('a4', 4)]],
    2,
    { acceptsAhead: true },
  ],
])('does not explain %s', (_, rows, index, changed = {}) => {
  expect(unexplained(rows, changed)).toBe(index);
});

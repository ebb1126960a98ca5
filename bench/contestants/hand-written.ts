import { createHash, createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import bcrypt from 'bcrypt';
import jwt from 'jsonwebtoken';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { insertSession, rotateOne } from '../../src/sessions/session-statements.ts';

/**
 * The operations as a performance expert might write them by hand: no limits, no events, no reuse detection. Uses the
 * service's tables, tokens and statements.
 */

const env = process.env as Record<
  'DATABASE_URL' | 'ACCESS_KEY' | 'REFRESH_KEY' | 'BCRYPT_COST' | 'ISSUER' | 'AUDIENCE',
  string
>;
const accessKey = createSecretKey(Buffer.from(env.ACCESS_KEY, 'hex'));
const refreshKey = createSecretKey(Buffer.from(env.REFRESH_KEY, 'hex'));
const accessTtl = 86_400;
const idleTtl = 2_592_000;
const absoluteTtl = 7_776_000;
const pool = new pg.Pool({ connectionString: env.DATABASE_URL, max: 10 });

export interface Account {
  id: number;
  username: string;
  email: string;
  isActive: boolean;
}

export interface Tokens {
  accessToken: string;
  refreshToken: string;
  tokenType: 'bearer';
  expiresIn: number;
  refreshExpiresIn: number;
}

interface Claims {
  sub: string;
  sid: string;
  gen: number;
  sec: string;
  exp: number;
}

type FindAccount = (sessionId: string, userId: number) => Promise<Account | undefined>;

const account = 'u.id, u.username, u.email, u.is_active as "isActive"';
const live =
  's.revoked_at is null and now() < s.idle_expires_at and now() < s.absolute_expires_at and u.is_active';

/** One prepared statement per request. */
const findOne: FindAccount = async (sessionId, userId) => {
  const text = `select ${account} from sessions as s join users as u on u.id = s.user_id
    where s.id = $1 and s.user_id = $2 and ${live}`;
  const { rows } = await pool.query<Account>({ name: 'viewer', text, values: [sessionId, userId] });
  return rows[0];
};

let waiting: { sessionId: string; settle: (found: Map<string, Account> | Error) => void }[] = [];

/** One prepared statement for all requests in the same turn of the event loop. */
const findTogether: FindAccount = (sessionId, userId) =>
  new Promise((resolve, reject) => {
    if (waiting.length === 0) setImmediate(findWaiting);
    const settle = (found: Map<string, Account> | Error) => {
      if (found instanceof Error) return reject(found);
      const row = found.get(sessionId);
      resolve(row?.id === userId ? row : undefined);
    };
    waiting.push({ sessionId, settle });
  });

function findWaiting(): void {
  const batch = waiting;
  waiting = [];
  const text = `select s.id as "sessionId", ${account} from sessions as s join users as u on u.id = s.user_id
    where s.id = any($1::uuid[]) and ${live}`;
  const values = [batch.map(({ sessionId }) => sessionId)];
  pool.query<Account & { sessionId: string }>({ name: 'viewers', text, values }).then(
    ({ rows }) => {
      const found = new Map(rows.map(({ sessionId, ...row }) => [sessionId, row]));
      for (const { settle } of batch) settle(found);
    },
    (error: Error) => {
      for (const { settle } of batch) settle(error);
    },
  );
}

const findAccount = process.env.BATCH ? findTogether : findOne;

function verify(token: string, key: typeof accessKey, type: string): Claims | undefined {
  try {
    const { header, payload } = jwt.verify(token, key, {
      algorithms: ['HS256'],
      issuer: env.ISSUER,
      audience: type === 'at+jwt' ? env.AUDIENCE : `${env.AUDIENCE}/refresh`,
      complete: true,
    });
    return header.typ === type ? (payload as unknown as Claims) : undefined;
  } catch {
    return undefined;
  }
}

function sign(claims: object, key: typeof accessKey, type: string): string {
  const aud = type === 'at+jwt' ? env.AUDIENCE : `${env.AUDIENCE}/refresh`;
  return jwt.sign({ iss: env.ISSUER, aud, ...claims }, key, {
    algorithm: 'HS256',
    header: { alg: 'HS256', typ: type },
  });
}

interface SessionRow {
  sessionId: string;
  generation: number;
  rotatedAt: number;
  idleExpiresAt: number;
  now: number;
}

function issue(userId: number, row: SessionRow, sec: string): Tokens {
  const { sessionId: sid, generation: gen, rotatedAt, idleExpiresAt, now } = row;
  const sub = String(userId);
  const jti = randomBytes(16).toString('base64url');
  return {
    accessToken: sign({ sub, sid, iat: now, exp: now + accessTtl, jti }, accessKey, 'at+jwt'),
    refreshToken: sign({ sub, sid, gen, sec, iat: rotatedAt, exp: idleExpiresAt }, refreshKey, 'rt+jwt'),
    tokenType: 'bearer',
    expiresIn: accessTtl,
    refreshExpiresIn: idleExpiresAt - now,
  };
}

const hashSecret = (secret: string) => createHash('sha256').update(secret).digest();

export async function me(authorization: string | undefined): Promise<Account | undefined> {
  const claims = verify((authorization ?? '').slice('Bearer '.length), accessKey, 'at+jwt');
  return claims && findAccount(claims.sid, Number(claims.sub));
}

export async function refresh(token: string): Promise<Tokens | undefined> {
  const claims = verify(token, refreshKey, 'rt+jwt');
  if (!claims) return undefined;
  const { sid, sub, gen, sec, exp } = claims;
  const values = [true, idleTtl, sid, Number(sub), gen, hashSecret(sec), '127.0.0.1', exp, randomUUID()];
  const { rows } = await pool.query<SessionRow>({ name: 'rotate', text: rotateOne, values });
  return rows[0] && issue(Number(sub), rows[0], sec);
}

export async function logIn(username: string, password: string): Promise<Tokens | undefined> {
  const { rows } = await pool.query<Account & { hash: string }>({
    name: 'account',
    text: `select ${account}, c.hash from users as u join password_credentials as c on c.user_id = u.id
      where lower(u.username collate "C") = $1`,
    values: [username.toLowerCase()],
  });
  const [found] = rows;
  if (!found || !(await bcrypt.compare(password, found.hash))) return undefined;
  const secret = randomBytes(16).toString('base64url');
  const values = [
    uuidv7(),
    found.id,
    hashSecret(secret),
    idleTtl,
    absoluteTtl,
    null,
    '127.0.0.1',
    ['pwd'],
    1,
    randomUUID(),
    null,
  ];
  const opened = await pool.query<SessionRow>({ name: 'open', text: insertSession, values });
  return opened.rows[0] && issue(found.id, opened.rows[0], secret);
}

export async function signUp(username: string, email: string, password: string): Promise<Account> {
  const hash = await bcrypt.hash(password, Number(env.BCRYPT_COST));
  const { rows } = await pool.query<Account>({
    name: 'sign-up',
    text: `with u as (insert into users (username, email) values ($1, $2) returning *),
      c as (insert into password_credentials (user_id, hash) select id, $3 from u)
      select ${account} from u`,
    values: [username, email, hash],
  });
  return rows[0] as Account;
}

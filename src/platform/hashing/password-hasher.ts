import { createHmac } from 'node:crypto';
import bcrypt from 'bcrypt';
import type { ClientError } from '../../kernel/errors.ts';
import { HashingQueue, type QueueOptions } from './hashing-queue.ts';

/** bcrypt ignores everything beyond this many bytes. */
const bcryptInputBytes = 72;

/** The highest cost accepted in a stored hash. Comparing at a higher cost would tie up a core for seconds. */
export const maxCost = 15;

interface StoredHash {
  scheme: 'plain' | 'sha256';
  cost: number;
  salt: string;
  bcryptHash: string;
}

/**
 * Stores passwords of up to 72 bytes as plain bcrypt, `$2b$<cost>$<salt><digest>`. Longer passwords become
 * `$bcrypt-sha256$v=2,t=2b,r=<cost>$<salt>$<digest>`, the format of Passlib's `bcrypt_sha256` (version 2): bcrypt over
 * base64(HMAC-SHA-256(key: salt, message: password)). With the salt as the key, digests leaked elsewhere are useless.
 */
export class PasswordHasher {
  private readonly queue: HashingQueue;
  private readonly dummy: StoredHash;

  constructor(
    private readonly cost: number,
    options: QueueOptions,
  ) {
    this.queue = new HashingQueue(options);
    this.dummy = makeDummy(cost);
  }

  refuse(): ClientError | undefined {
    return this.queue.refuse();
  }

  /** Runs the look-ups that precede hashing. @throws OVERLOADED while the queue is full. */
  prepare<Found>(lookUp: () => Promise<Found>): Promise<Found> {
    return this.queue.prepare(lookUp);
  }

  /** @throws OVERLOADED while the queue is full, or if the client disconnects while waiting. */
  async hash(password: string, isGone?: () => boolean): Promise<string> {
    const cost = this.cost;
    const work = async () => {
      const fullSalt = await bcrypt.genSalt(cost);
      if (Buffer.byteLength(password) <= bcryptInputBytes) return bcrypt.hash(password, fullSalt);
      const salt = fullSalt.slice(-22);
      const hash = await bcrypt.hash(digest(password, salt), fullSalt);
      return `$bcrypt-sha256$v=2,t=2b,r=${cost}$${salt}$${hash.slice(-31)}`;
    };
    return this.queue.run('password.hash', work, { isGone });
  }

  /**
   * Takes as long as the configured cost even if there is no hash, the password is unacceptable or the hash has a lower
   * cost, so that timing reveals nothing (CVE-2026-25050). Only hashes of a higher cost take longer.
   * @param beforehand runs when the job is dequeued, and can skip the comparison by throwing.
   * @param isGone is checked before `beforehand`. If the client has disconnected, the job is skipped.
   * @throws OVERLOADED while the queue is full.
   */
  async matches(
    password: string | undefined,
    stored: string | undefined,
    beforehand?: () => Promise<void>,
    isGone?: () => boolean,
  ): Promise<boolean> {
    const hash = stored === undefined ? undefined : parseHash(stored);
    const isComparable =
      hash !== undefined &&
      password !== undefined &&
      (hash.scheme === 'sha256' || Buffer.byteLength(password) <= bcryptInputBytes);
    const target = isComparable ? hash : this.dummy;
    const text = password ?? '';
    const input = target.scheme === 'sha256' ? digest(text, target.salt) : text;
    const work = async () => {
      const isEqual = await bcrypt.compare(input, target.bcryptHash);
      // For a hash of lower cost c, 2^c + (2^c + 2^(c+1) + … + 2^(C-1)) rounds equal the 2^C of the configured cost C.
      for (let cost = target.cost; cost < this.cost; cost += 1)
        await bcrypt.compare(input, makeDummy(cost).bcryptHash);
      return isEqual && isComparable;
    };
    return this.queue.run('password.compare', work, { isGone, beforehand });
  }

  get load(): HashingQueue['load'] {
    return this.queue.load;
  }

  /** Whether any password can match: the scheme is known and the cost acceptable. */
  isUsable(stored: string): boolean {
    return parseHash(stored) !== undefined;
  }

  isOutdated(stored: string): boolean {
    const hash = parseHash(stored);
    return hash !== undefined && hash.cost < this.cost;
  }
}

function digest(password: string, salt: string): string {
  return createHmac('sha256', salt).update(password).digest('base64');
}

function joinHash(cost: number, salt: string, rest: string): string {
  return `$2b$${String(cost).padStart(2, '0')}$${salt}${rest}`;
}

/** A hash that matches no password, but takes as long to compare as a real one. */
function makeDummy(cost: number): StoredHash {
  const salt = bcrypt.genSaltSync(cost).slice(-22);
  return { scheme: 'plain', cost, salt, bcryptHash: joinHash(cost, salt, '.'.repeat(31)) };
}

const plainForm = /^\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/;
const sha256Form = /^\$bcrypt-sha256\$v=2,t=2b,r=(\d{1,2})\$([./A-Za-z0-9]{22})\$([./A-Za-z0-9]{31})$/;

/** @returns undefined for an unknown format, in which case the hasher compares with the dummy and no password matches. */
function parseHash(stored: string): StoredHash | undefined {
  const plain = plainForm.exec(stored);
  const [, cost, salt = '', rest = ''] = plain ?? sha256Form.exec(stored) ?? [];
  const scheme = plain ? 'plain' : 'sha256';
  if (!(Number(cost) <= maxCost)) return undefined;
  // PHP writes `$2y$` instead of `$2b$`, a prefix that bcrypt for Node.js rejects.
  return { scheme, cost: Number(cost), salt, bcryptHash: joinHash(Number(cost), salt, rest) };
}

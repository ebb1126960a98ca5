import { createHmac } from 'node:crypto';
import bcrypt from 'bcrypt';
import type { ClientError } from '../../kernel/errors.ts';
import { HashingQueue, type QueueOptions } from './hashing-queue.ts';

/** bcrypt ignores everything past this many bytes. */
const bcryptInputBytes = 72;

/** A stored cost above this would hold a core for seconds; such a hash is refused, not computed. */
export const highestCost = 15;

/** A bcrypt hash as it is stored, apart from how the password was prepared for it. */
interface StoredHash {
  /** `sha256`: bcrypt over a keyed digest of the password, for passwords that bcrypt alone would cut short. */
  scheme: 'plain' | 'sha256';
  cost: number;
  salt: string;
  bcryptHash: string;
}

/**
 * Hashes and compares passwords, a few at a time, so that a storm of logins leaves room for everybody else.
 *
 * Up to 72 bytes a password is stored as plain bcrypt, `$2b$<cost>$<salt><digest>`. A longer one is hashed whole as
 * `$bcrypt-sha256$v=2,t=2b,r=<cost>$<salt>$<digest>`, the format of Passlib's `bcrypt_sha256`, version 2: bcrypt over
 * base64(HMAC-SHA-256(key: the salt, message: the password)). Keyed by the salt, the digest cannot be looked up among
 * digests leaked elsewhere.
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

  /** @returns OVERLOADED for somebody who would have to wait for too long, and nothing for anybody else. */
  refuse(): ClientError | undefined {
    return this.queue.refuse();
  }

  /** Looks up what is needed before a password can be hashed. @throws OVERLOADED at once, when too many are waiting. */
  prepare<Found>(lookUp: () => Promise<Found>): Promise<Found> {
    return this.queue.prepare(lookUp);
  }

  /**
   * @param isGone asked when the turn has come: for whom nobody waits any more, nothing is hashed.
   * @throws OVERLOADED at once, when too many are waiting.
   */
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
   * Compares a password with a stored hash. Without a hash, and without an acceptable password, it compares with a dummy
   * of the configured cost, and at a lower cost it makes up the difference, so that the time tells nothing
   * (CVE-2026-25050). Only hashes above the configured cost take longer.
   *
   * @param beforehand runs when the turn has come; what it throws saves the comparison.
   * @param isGone asked before that: for whom nobody waits any more, nothing is compared.
   * @throws OVERLOADED at once, when too many are waiting.
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
      // A hash of a lower cost c would answer sooner: 2^c + (2^c + 2^(c+1) + … + 2^(C-1)) rounds make the 2^C of the rest.
      for (let cost = target.cost; cost < this.cost; cost += 1)
        await bcrypt.compare(input, makeDummy(cost).bcryptHash);
      return isEqual && isComparable;
    };
    return this.queue.run('password.compare', work, { isGone, beforehand });
  }

  get load(): HashingQueue['load'] {
    return this.queue.load;
  }

  /** Whether a hash was made at a lower cost than the configured one. */
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

/** A hash that no password has, and that takes as long to compare as a real one. */
function makeDummy(cost: number): StoredHash {
  const salt = bcrypt.genSaltSync(cost).slice(-22);
  return { scheme: 'plain', cost, salt, bcryptHash: joinHash(cost, salt, '.'.repeat(31)) };
}

const plainForm = /^\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/;
const sha256Form = /^\$bcrypt-sha256\$v=2,t=2b,r=(\d{1,2})\$([./A-Za-z0-9]{22})\$([./A-Za-z0-9]{31})$/;

/** @returns nothing for what is no hash of ours: the owner then has no password, and the dummy is compared instead. */
function parseHash(stored: string): StoredHash | undefined {
  const plain = plainForm.exec(stored);
  const [, cost, salt = '', rest = ''] = plain ?? sha256Form.exec(stored) ?? [];
  const scheme = plain ? 'plain' : 'sha256';
  if (!(Number(cost) <= highestCost)) return undefined;
  // PHP writes `$2y$` for what everybody else calls `$2b$`, and node's bcrypt answers "no" to it.
  return { scheme, cost: Number(cost), salt, bcryptHash: joinHash(Number(cost), salt, rest) };
}

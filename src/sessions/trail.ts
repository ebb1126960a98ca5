/**
 * A session's row contains its last rotations, so that support can see which client used a refresh token before a second one
 * did.
 */
export interface Rotation {
  /** The generation of the used token. */
  readonly generation: number;
  readonly at: Date;
  readonly requestId: string;
  readonly ipAddress: string | null;
}

const maxRotations = 3;

/** SQL for the trail after a rotation of `s`. Each step is a text: generation, seconds since 1970, request, IP address. */
export function trailAfter(generation: string, request: string, ipAddress: string): string {
  const seconds = 'floor(extract(epoch from now()))';
  return `(concat_ws(' ', ${generation}, ${seconds}, ${request}, ${ipAddress}) || s.trail)[1:${maxRotations}]`;
}

export function readTrail(trail: readonly string[]): Rotation[] {
  return trail.map((step) => {
    const [generation, seconds, requestId = '', ipAddress] = step.split(' ');
    return {
      generation: Number(generation),
      at: new Date(Number(seconds) * 1000),
      requestId,
      ipAddress: ipAddress || null,
    };
  });
}

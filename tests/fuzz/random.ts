/** Repeatable randomness: the same seed leads to the same choices. */
export type Random = ReturnType<typeof makeRandom>;

/** The mulberry32 generator (Tommy Ettinger, public domain). Small, fast, and good enough for tests. */
export function makeRandom(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number) => Math.floor(next() * bound);
  return {
    below,
    chance: (probability: number) => next() < probability,
    pick: <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item,
    times: <Item>(most: number, make: () => Item): Item[] => Array.from({ length: below(most + 1) }, make),
    bytes: (most: number) => Buffer.from(Array.from({ length: below(most + 1) }, () => below(256))),
  };
}

/** Damages a few bytes: flips, cuts, repeats or inserts some. */
export function mutate(random: Random, original: Buffer): Buffer {
  let bytes = original;
  for (let change = random.below(4); change >= 0; change -= 1) {
    const [from, length] = [random.below(bytes.length + 1), random.below(12)];
    const [before, middle, after] = [
      bytes.subarray(0, from),
      bytes.subarray(from, from + length),
      bytes.subarray(from + length),
    ];
    const flipped = Buffer.from(middle.map((byte) => (random.chance(0.3) ? random.below(256) : byte)));
    const changed = random.pick([
      [before, after],
      [before, flipped, after],
      [before, middle, middle, after],
      [before, random.bytes(8), middle, after],
      [before],
    ]);
    bytes = Buffer.concat(changed);
  }
  return bytes;
}

import fc from 'fast-check';
import { type Call, isLost, type Model } from './calls.ts';
import { findUnexplained } from './checker.ts';
import { minimise } from './minimise.ts';
import { Undecided } from './search.ts';

interface Step extends Call {
  kind: 'read' | 'write' | 'enqueue' | 'dequeue';
  value: number;
}

const register: Model<number, Step> = {
  step: (state, { kind, value }) => (kind === 'write' ? [value] : value === state ? [state] : []),
  isRead: ({ kind }) => kind === 'read',
  keyOf: String,
};

/** First in, first out: Herlihy and Wing's queue. */
const queue: Model<readonly number[], Step> = {
  step: (state, { kind, value }) =>
    kind === 'enqueue' ? [[...state, value]] : state[0] === value ? [state.slice(1)] : [],
  isRead: () => false,
  keyOf: String,
};

const call = (kind: Step['kind']) => (value: number, sent: number, answered: number) => ({
  kind,
  value,
  sent,
  answered,
});
const [read, write, enqueue, dequeue] = (['read', 'write', 'enqueue', 'dequeue'] as const).map(call) as [
  ReturnType<typeof call>,
  ReturnType<typeof call>,
  ReturnType<typeof call>,
  ReturnType<typeof call>,
];
const never = Number.POSITIVE_INFINITY;

test.each<[string, Step[]]>([
  [
    'of overlapping enqueues either comes first',
    [enqueue(1, 0, 3), enqueue(2, 1, 2), dequeue(2, 4, 5), dequeue(1, 6, 7)],
  ],
  ['a dequeue overlaps the enqueue of its item', [dequeue(1, 0, 3), enqueue(1, 1, 4)]],
  [
    'overlapping dequeues get what was enqueued in order',
    [enqueue(1, 0, 1), enqueue(2, 2, 3), dequeue(2, 4, 7), dequeue(1, 5, 6)],
  ],
  ['an enqueue without an answer took effect', [enqueue(1, 0, never), dequeue(1, 5, 6)]],
  [
    'an enqueue without an answer took effect late',
    [enqueue(1, 0, never), enqueue(2, 1, 2), dequeue(2, 3, 4), dequeue(1, 5, 6)],
  ],
  [
    'an enqueue without an answer never took effect',
    [enqueue(1, 0, never), enqueue(2, 1, 2), dequeue(2, 3, 4), enqueue(3, 5, 6), dequeue(3, 7, 8)],
  ],
])('explains a queue where %s', (_, history) => {
  expect(findUnexplained(queue, history, [])).toBeUndefined();
});

test.each<[string, Step[], index: number]>([
  ['the later of two enqueues comes out first', [enqueue(1, 0, 1), enqueue(2, 2, 3), dequeue(2, 4, 5)], 2],
  ['one item comes out twice', [enqueue(1, 0, 1), dequeue(1, 2, 5), dequeue(1, 3, 4)], 1],
  ['an item comes out before it goes in', [dequeue(1, 0, 1), enqueue(1, 2, 3)], 0],
  [
    'an item of an enqueue without an answer comes out twice',
    [enqueue(1, 0, never), dequeue(1, 1, 2), dequeue(1, 3, 4)],
    2,
  ],
  [
    'two dequeues that overlap both skip an item',
    [enqueue(1, 0, 1), enqueue(2, 2, 3), enqueue(3, 2, 3), dequeue(2, 4, 6), dequeue(3, 5, 7)],
    3,
  ],
])('does not explain a queue where %s', (_, history, index) => {
  expect(findUnexplained(queue, history, [])?.operation).toBe(history[index]);
});

test('a read may see a write that it overlaps, and no later read may miss it', () => {
  const history = [write(1, 0, 9), read(1, 1, 2), read(0, 3, 4)];
  expect(findUnexplained(register, history.slice(0, 2), 0)).toBeUndefined();
  expect(findUnexplained(register, [write(1, 0, 9), read(0, 1, 2), read(1, 3, 4)], 0)).toBeUndefined();
  expect(findUnexplained(register, history, 0)?.operation).toBe(history[2]);
});

/** Tries every order, and every subset of the lost calls. */
function hasOrder(state: number, rest: readonly Step[]): boolean {
  if (rest.every(isLost)) return true;
  const firstAnswer = Math.min(...rest.map(({ answered }) => answered));
  return rest.some(
    (each) =>
      each.sent <= firstAnswer &&
      register.step(state, each).some((next) =>
        hasOrder(
          next,
          rest.filter((other) => other !== each),
        ),
      ),
  );
}

const smallHistory = fc.array(
  fc.record({
    kind: fc.constantFrom('read' as const, 'write' as const),
    value: fc.integer({ min: 0, max: 2 }),
    sent: fc.integer({ min: 0, max: 12 }),
    lasting: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 8 }) }, fc.constant(never)),
  }),
  { maxLength: 7 },
);

test('finds an order exactly where trying all of them finds one', () => {
  let explained = 0;
  fc.assert(
    fc.property(smallHistory, (history) => {
      const operations = history.map(({ lasting, ...each }) => ({ ...each, answered: each.sent + lasting }));
      const found = findUnexplained(register, operations, 0) === undefined;
      explained += Number(found);
      return found === hasOrder(0, operations);
    }),
    { numRuns: 2_000 },
  );
  // Both outcomes are common, so agreement is not due to chance.
  expect(explained).toBeGreaterThan(200);
  expect(explained).toBeLessThan(1_800);
});

test('leaves only the answers that contradict each other', () => {
  const writes = [write(1, 10, 50), write(2, 10, 50)];
  const reads = [read(1, 20, 21), read(2, 22, 23), read(1, 24, 25)];
  const noise = [read(0, 0, 5), write(0, 6, 7), read(0, 8, 9), read(1, 20, 40), read(2, 19, 60)];
  const history = [...noise, ...writes, ...reads];
  const unexplained = findUnexplained(register, history, 0);
  expect(unexplained?.operation).toBe(reads[2]);
  const needed = unexplained ? minimise(register, history, unexplained) : [];
  expect(needed.filter(({ answered }) => answered !== never)).toEqual(reads);
  expect(needed.filter(({ answered }) => answered === never).map(({ value }) => value)).toEqual([1, 2]);
});

test('says that it has no result when the search exceeds its bound', () => {
  const history = Array.from({ length: 40 }, (_, index) => write(index, index, never));
  expect(() => findUnexplained(register, history, 0)).toThrow(Undecided);
});

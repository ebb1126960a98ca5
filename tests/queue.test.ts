import { NotStarted, type QueueWorker, Unavailable, workQueue } from '../src/feature/work-queue.ts';
import { features } from '../src/features.ts';
import { DueRows } from '../src/platform/database/due-rows.ts';
import { until } from './support/left-behind.ts';
import { within } from './support/patience.ts';
import { World } from './support/world.ts';

type Kind = 'quick' | 'hangs' | 'needs-a-server' | 'starts-late';

const table = `create table planted_jobs (
  id uuid primary key default gen_random_uuid(), kind text not null default 'quick',
  due_at timestamptz not null default now(), claimed_until timestamptz, tries int2 not null default 0,
  finished_at timestamptz, given_up_at timestamptz)`;

/** A lease is a quarter longer than its job may take. On a busy machine, the queue needs that time to write the outcome. */
const usualLease = 2;

const rowsWith = (columns: string, leaseSeconds = usualLease) =>
  new DueRows<{ kind: Kind }>({
    table: 'planted_jobs',
    columns,
    leaseSeconds,
    backoffSeconds: [0.1],
  });

const done: string[] = [];
/** The rows whose jobs could not run. */
const failed: string[] = [];
let serverIsDown = false;
const stopped: string[] = [];
let worker: QueueWorker;

const usual = { pollMilliseconds: 100, leaseSeconds: usualLease, isBusy: () => false };

/** A queue with two slots. */
const planted = ({ pollMilliseconds, leaseSeconds, isBusy }: typeof usual) => ({
  name: 'planted',
  start: (app: World['app']) => {
    worker = workQueue(app, {
      name: 'planted',
      rows: rowsWith('kind', leaseSeconds),
      batchSize: 2,
      pollMilliseconds,
      isBusy,
      drainMilliseconds: 300,
      async work(_ctx, { id, kind }, signal) {
        signal.addEventListener('abort', () => stopped.push(id));
        if (kind === 'needs-a-server' && serverIsDown) {
          failed.push(id);
          throw new Unavailable('The server is down.');
        }
        if (kind === 'starts-late' && !failed.includes(id)) {
          failed.push(id);
          throw new NotStarted('The job came too late.');
        }
        if (kind === 'hangs') await new Promise(() => undefined);
        done.push(id);
      },
    });
    return () => worker.end();
  },
});

const world = await World.start();
await world.sql(table);
const withQueue = (options: Partial<typeof usual> = {}) =>
  World.start({ features: [...features, planted({ ...usual, ...options })], database: world.database });
afterAll(() => world.stop());
beforeEach(() => world.sql('truncate planted_jobs'));

async function addJob(kind: Kind = 'quick', tries = 0): Promise<string> {
  const text = 'insert into planted_jobs (kind, tries) values ($1, $2) returning id';
  const [row] = await world.sql<{ id: string }>(text, [kind, tries]);
  return row?.id ?? '';
}

const stateOf = async (id: string) =>
  (
    await world.sql(
      `select tries, finished_at is not null as done, given_up_at is not null as lost from planted_jobs where id = $1`,
      [id],
    )
  )[0];

const told = ({ log }: World, id: string) =>
  log.map((line) => JSON.parse(line)).filter(({ job }) => job === id);

test('a hanging job is postponed after its lease and finally abandoned, and other jobs run in the meantime', async () => {
  const service = await withQueue({ pollMilliseconds: 5_000 });
  const hanging = await addJob('hangs');
  await until('the claim', async () => (await stateOf(hanging))?.tries === 1);
  const quick = await Promise.all(Array.from({ length: 10 }, () => addJob()));
  const before = performance.now();
  await until('the quick jobs', () => quick.every((id) => done.includes(id)));
  // With one job per poll, ten polls would take at least 25 seconds.
  expect(performance.now() - before).toBeLessThan(within(4_000));
  await until('the end of the hanging job', async () => (await stateOf(hanging))?.lost === true);
  expect(await stateOf(hanging)).toEqual({ tries: 2, done: false, lost: true });
  expect(stopped.filter((id) => id === hanging)).toHaveLength(2);
  await until('the second report', () => told(service, hanging).length >= 2);
  expect(told(service, hanging).map(({ tries, outcome, err }) => [tries, outcome, err?.message])).toEqual([
    [1, 'postponed', 'Timed out after 2 s.'],
    [2, 'given up', 'Timed out after 2 s.'],
  ]);
  await service.stop();
});

test('a stop waits for a while, aborts hanging jobs, and leaves them', async () => {
  const service = await withQueue();
  const id = await addJob('hangs');
  await until('the claim', async () => (await stateOf(id))?.tries === 1);
  const before = performance.now();
  await worker.end();
  expect(performance.now() - before).toBeLessThan(within(1_000));
  await until('the signal', () => stopped.includes(id));
  await service.stop();
});

test('a job whose process dies at every attempt is abandoned and does not delay other jobs', async () => {
  const ids = [await addJob('quick', 2), await addJob('quick', 32_767)];
  const other = await addJob();
  const service = await withQueue();
  await until('the other job', () => done.includes(other));
  for (const [index, tries] of [2, 32_767].entries()) {
    const id = ids[index] ?? '';
    await until('the end', async () => (await stateOf(id))?.lost === true);
    expect(await stateOf(id)).toEqual({ tries, done: false, lost: true });
    await until('the report', () => told(service, id).length > 0);
    expect(told(service, id).map(({ outcome }) => outcome)).toEqual(['given up']);
    expect(done).not.toContain(id);
  }
  await service.stop();
});

test('a job whose last attempt succeeds is not abandoned after one failed write of its row', async () => {
  await world.sql(`
    create sequence failures;
    create function fail_once() returns trigger language plpgsql as $$ begin
      if nextval('failures') = 1 then raise exception 'planted'; end if;
      return new;
    end $$;
    create trigger fail_once before update of finished_at on planted_jobs
      for each row when (new.finished_at is not null) execute function fail_once()`);
  const id = await addJob('quick', 1);
  const service = await withQueue({ leaseSeconds: 30 });
  await until('the end', async () => {
    const state = await stateOf(id);
    return state?.done === true || state?.lost === true;
  });
  expect(await stateOf(id)).toEqual({ tries: 2, done: true, lost: false });
  expect(done.filter((each) => each === id)).toHaveLength(1);
  await service.stop();
  await world.sql('drop trigger fail_once on planted_jobs');
});

test('while no job can run, the queue pauses, and no row loses a try', async () => {
  serverIsDown = true;
  const ids = await Promise.all(Array.from({ length: 20 }, () => addJob('needs-a-server')));
  const service = await withQueue({ leaseSeconds: 30 });
  await until('the first pause', () => failed.length >= 2);
  const paused = performance.now();
  await until('the second pause', () => failed.length >= 4);
  // Two jobs before the first pause, and one after each pause, which take at least 2.25 s. Polls come every 50 to 150 ms.
  expect(performance.now() - paused).toBeGreaterThan(1_000);
  await until('the release', async () => (await stateOf(failed.at(-1) ?? ''))?.tries === 0);
  for (const id of ids) expect(await stateOf(id)).toEqual({ tries: 0, done: false, lost: false });
  serverIsDown = false;
  await until('all jobs', () => ids.every((id) => done.includes(id)));
  for (const id of ids) expect(done.filter((each) => each === id)).toHaveLength(1);
  const messages = service.log.map((line) => JSON.parse(line).msg).filter((text) => /^the queue /.test(text));
  expect(messages).toEqual(['the queue pauses until its jobs can run', 'the queue continues']);
  await service.stop();
});

test('a job that has not started keeps its tries, and the queue goes on', async () => {
  const id = await addJob('starts-late');
  const service = await withQueue({ leaseSeconds: 30 });
  await until('the end', async () => (await stateOf(id))?.done === true);
  expect(failed).toContain(id);
  expect(await stateOf(id)).toEqual({ tries: 1, done: true, lost: false });
  expect(service.log.join('')).not.toContain('the queue pauses');
  await service.stop();
});

test('while requests keep the process busy, jobs start at a slow pace, and none is lost', async () => {
  const ids = await Promise.all(Array.from({ length: 12 }, () => addJob()));
  const before = performance.now();
  const service = await withQueue({ isBusy: () => true });
  await until('all jobs', () => ids.every((id) => done.includes(id)));
  // Two slots every 125 ms: six claims, each after a pause. On a busy machine, timers can fire early.
  expect(performance.now() - before).toBeGreaterThan(4 * 125);
  await service.stop();
});

test('two queues may share a table', async () => {
  const ids = [await addJob(), await addJob()];
  const one = await rowsWith('kind').claim(world.app.database, 1);
  const two = await rowsWith('kind, due_at as "dueAt"').claim(world.app.database, 1);
  const claimed = [...one.claimed, ...two.claimed].map(({ id }) => id);
  expect(claimed.toSorted()).toEqual(ids.toSorted());
});

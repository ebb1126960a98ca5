import { openWorlds } from './open-worlds.ts';

// A failed test may leave services running. Only jest loads this file: the benchmarks use other files of this folder.
afterAll(async () => {
  for (const world of openWorlds) await world.stop();
});

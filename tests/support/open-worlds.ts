/** Every service that runs inside this test file. Those that a failing test has left running are ended with the file. */
export const openWorlds = new Set<{ stop(): Promise<void> }>();

afterAll(async () => {
  for (const world of openWorlds) await world.stop();
});

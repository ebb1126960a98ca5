/** Every service that runs inside this test file. After the file, services left behind by failing tests are stopped. */
export const openWorlds = new Set<{ stop(): Promise<void> }>();

afterAll(async () => {
  for (const world of openWorlds) await world.stop();
});

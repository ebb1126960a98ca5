/** Every service that runs inside this test file. Any left running by a failed test are stopped after the file. */
export const openWorlds = new Set<{ stop(): Promise<void> }>();

afterAll(async () => {
  for (const world of openWorlds) await world.stop();
});

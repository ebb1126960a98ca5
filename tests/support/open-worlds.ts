/** Every service running inside this test file. Those that a failed test leaves running are stopped after the file. */
export const openWorlds = new Set<{ stop(): Promise<void> }>();

afterAll(async () => {
  for (const world of openWorlds) await world.stop();
});

/** Every service running inside this test file. */
export const openWorlds = new Set<{ stop(): Promise<void> }>();

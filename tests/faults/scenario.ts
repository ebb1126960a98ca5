/** What was seen, and what should not have been. */
export interface Outcome {
  seen: string;
  wrong: string[];
}

export interface Scenario {
  fault: string;
  promise: string;
  /** Takes so long that it runs only when it is asked for. */
  isLong?: boolean;
  /** @param scale how much of it there is; 1 for what docs/reliability.md shows. */
  run(scale: number, progress: (text: string) => void): Promise<Outcome>;
}

/** In MB. */
export const mostMemory = 350;

/** The observations, and the problems among them. */
export interface Outcome {
  seen: string;
  wrong: string[];
}

export interface Scenario {
  fault: string;
  promise: string;
  /** Takes so long that it runs only with `--only`. */
  isLong?: boolean;
  /**
   * @param scale the size of the fault; 1 for the figures of docs/reliability.md.
   * @param seed decides what happens at random, where a run can be repeated.
   */
  run(scale: number, progress: (text: string) => void, seed: number): Promise<Outcome>;
}

/** In MB. */
export const mostMemory = 350;

/** What was observed, and what was wrong with it. */
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
   * @param scale the size of the fault; 1 reproduces the figures in docs/reliability.md.
   * @param seed determines random choices, if the run is repeatable.
   */
  run(scale: number, progress: (text: string) => void, seed: number): Promise<Outcome>;
}

/** In MB. */
export const mostMemory = 350;

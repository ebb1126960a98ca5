/** In milliseconds. If the user closes the tab in the meantime, it cannot announce the outcome. */
const patience = 10_000;

/**
 * The replacement of a session by a new one for the same user. Until the outcome is known, the old session's end does not
 * count as a logout.
 */
export class Replacement {
  /** Resolves once the outcome is known. Undefined while no replacement is under way. */
  ended: Promise<void> | undefined;
  end: () => void = () => undefined;

  begin(): void {
    this.end();
    this.ended = new Promise((resolve) => {
      const timer = setTimeout(() => this.end(), patience);
      this.end = () => {
        clearTimeout(timer);
        this.ended = undefined;
        resolve();
      };
    });
  }
}

/** Calls each listener. Reports a listener's error as uncaught, since it is a bug in the listener. */
export function callEach<Values extends unknown[]>(
  listeners: ReadonlySet<(...values: Values) => void>,
  ...values: Values
): void {
  for (const listener of [...listeners]) {
    try {
      listener(...values);
    } catch (error) {
      setTimeout(() => {
        throw error;
      });
    }
  }
}

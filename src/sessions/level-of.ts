import type { App } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import { oncePer } from '../platform/once-per.ts';

/** Two different factors give level 2 (NIST SP 800-63B-4, 2.2). */
export const levelOf = oncePer((app: App) => {
  const declared = new Map(
    featuresOf(app).flatMap(({ proofMethods = [] }) =>
      proofMethods.map((each) => [each.name, each] as const),
    ),
  );
  return (methods: readonly string[]): number => {
    const factors = methods.flatMap((name) => {
      const method = declared.get(name);
      if (!method) throw new Error(`No feature declares the proof method "${name}".`);
      return method.factors;
    });
    return new Set(factors).size > 1 ? 2 : 1;
  };
});

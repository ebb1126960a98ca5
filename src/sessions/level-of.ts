import type { App } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import type { ProofMethod } from '../feature/proofs.ts';
import { oncePer } from '../platform/once-per.ts';

/** The declared proof methods, by name. */
export const proofMethodsOf = oncePer(
  (app: App): ReadonlyMap<string, ProofMethod> =>
    new Map(
      featuresOf(app).flatMap(({ proofMethods = [] }) =>
        proofMethods.map((each) => [each.name, each] as const),
      ),
    ),
);

/** Two different factors give level 2 (NIST SP 800-63B-4, 2.2). */
export function levelOf(app: App, methods: readonly string[]): number {
  const factors = methods.flatMap((name) => {
    const method = proofMethodsOf(app).get(name);
    if (!method) throw new Error(`No feature declares the proof method "${name}".`);
    return method.factors;
  });
  return new Set(factors).size > 1 ? 2 : 1;
}

/**
 * The method that decided a login: the last one that proves a possession, or else the first. Events name one method, since each
 * combination would be another value of a metric's label; the session lists them all.
 */
export function decisiveMethod(app: App, methods: readonly string[]): string {
  const proves = (name: string) => proofMethodsOf(app).get(name)?.factors.includes('possession');
  return methods.findLast(proves) ?? methods[0] ?? '';
}

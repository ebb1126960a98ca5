import type { App, Context } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import type { LoginRequirement, Proof } from '../feature/proofs.ts';

/**
 * The first requirement that the login has not met, in the order of features.ts.
 * @param met the name of a requirement that the login is about to meet.
 */
export async function openRequirement(
  ctx: Context,
  proof: Proof,
  met?: string,
): Promise<LoginRequirement | undefined> {
  for (const requirement of requirementsOf(ctx.app)) {
    if (requirement.name !== met && (await requirement.isOpen(ctx, proof))) return requirement;
  }
  return undefined;
}

/** @throws Error if the feature that declared the requirement has since been switched off. */
export function requirementNamed(app: App, name: string): LoginRequirement {
  const found = requirementsOf(app).find((requirement) => requirement.name === name);
  if (!found) throw new Error(`No feature declares the login requirement "${name}".`);
  return found;
}

function requirementsOf(app: App): LoginRequirement[] {
  return featuresOf(app).flatMap(({ loginRequirements = [] }) => loginRequirements);
}

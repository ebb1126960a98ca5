import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/** Legitimate queries against this schema need at most four levels. */
const maxDepth = 6;
const maxRootFields = 5;

interface Size {
  fields: number;
  attempts: number;
  levels: number;
}

const nothing: Size = { fields: 0, attempts: 0, levels: 0 };

/**
 * Rejects documents that are too expensive or contain several guesses. Otherwise, aliases and fragments could bypass limits
 * that count requests. Each fragment is measured once, so the check runs in linear time (CVE-2026-34573).
 */
export function documentLimits(
  attempts: ReadonlyMap<string, unknown>,
): (context: ValidationContext) => ASTVisitor {
  return (context) => {
    const measured = new Map<string, Size>();

    function measureFragment(name: string, fragment: FragmentDefinitionNode | null | undefined): Size {
      const known = measured.get(name);
      if (known || !fragment) return known ?? nothing;
      // Stops recursion in cyclic fragments, which another rule rejects.
      measured.set(name, nothing);
      const size = measure(fragment.selectionSet);
      measured.set(name, size);
      return size;
    }

    function measure({ selections }: SelectionSetNode): Size {
      const total = { ...nothing };
      for (const selection of selections) {
        let size: Size;
        if (selection.kind === Kind.FIELD) {
          const { value } = selection.name;
          // Introspection is exempt from the depth limit; it is off in production anyway.
          const isMeta = value.startsWith('__');
          const levels = selection.selectionSet && !isMeta ? measure(selection.selectionSet).levels : 0;
          size = { fields: 1, attempts: attempts.has(value) ? 1 : 0, levels: levels + 1 };
        } else if (selection.kind === Kind.FRAGMENT_SPREAD) {
          const { value } = selection.name;
          size = measureFragment(value, context.getFragment(value));
        } else {
          size = measure(selection.selectionSet);
        }
        total.fields += size.fields;
        total.attempts += size.attempts;
        total.levels = Math.max(total.levels, size.levels);
      }
      return total;
    }

    return {
      OperationDefinition(node) {
        const { fields, attempts: found, levels } = measure(node.selectionSet);
        const reject = (message: string) => context.reportError(new GraphQLError(message, { nodes: node }));
        if (found > 1) reject(`Send only one of these per request: ${[...attempts.keys()].join(', ')}.`);
        if (fields > maxRootFields) reject(`An operation may have at most ${maxRootFields} root fields.`);
        if (levels > maxDepth) reject(`An operation may be at most ${maxDepth} levels deep.`);
        return false;
      },
    };
  };
}

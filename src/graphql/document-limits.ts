import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/** Far above what a client of this schema needs: the deepest honest document has four levels. */
const deepest = 6;
const mostRootFields = 5;

/** How large a selection set is once its fragments are expanded. */
interface Size {
  /** Fields of its own level. */
  fields: number;
  /** Those of them that try a credential. */
  attempts: number;
  levels: number;
}

const nothing: Size = { fields: 0, attempts: 0, levels: 0 };

/**
 * Refuses documents that hold many guesses in one request, or cost more than they should: aliases and fragments would
 * otherwise carry a hundred logins past every limit that counts requests.
 *
 * Every fragment is measured once, so the time is linear in the document, whatever it would expand to (CVE-2026-34573).
 *
 * @param attempts the mutations of which an operation may hold one.
 */
export function documentLimits(
  attempts: ReadonlyMap<string, unknown>,
): (context: ValidationContext) => ASTVisitor {
  return (context) => {
    const measured = new Map<string, Size>();

    function measureFragment(name: string, fragment: FragmentDefinitionNode | null | undefined): Size {
      const known = measured.get(name);
      if (known || !fragment) return known ?? nothing;
      // Stands for the fragment inside itself; another rule refuses such circles.
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
          // Introspection has a depth of its own, and is off in production.
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
        const refuse = (message: string) => context.reportError(new GraphQLError(message, { nodes: node }));
        if (found > 1) refuse(`Send one of these per request: ${[...attempts.keys()].join(', ')}.`);
        if (fields > mostRootFields) refuse(`An operation may have ${mostRootFields} root fields at most.`);
        if (levels > deepest) refuse(`An operation may be ${deepest} levels deep at most.`);
        return false;
      },
    };
  };
}

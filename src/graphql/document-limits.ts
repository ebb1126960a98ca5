import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { oncePer } from '../platform/once-per.ts';

/** Legitimate queries against this schema need at most four levels. */
const maxDepth = 6;
const maxRootFields = 5;
const maxLists = 10;

interface Size {
  fields: number;
  attempts: number;
  levels: number;
  lists: number;
}

const nothing: Size = { fields: 0, attempts: 0, levels: 0, lists: 0 };

/**
 * The fields that return a list of objects. Each alias of such a field repeats the whole list. Root fields have their own
 * limit.
 */
const listFieldsOf = oncePer((schema: GraphQLSchema): ReadonlySet<string> => {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  const own = types.filter((type) => type !== schema.getQueryType() && !type.name.startsWith('__'));
  const fields = own.flatMap((type) => Object.values(type.getFields()));
  const lists = fields.filter(
    ({ type }) => isListType(getNullableType(type)) && !isLeafType(getNamedType(type)),
  );
  return new Set(lists.map(({ name }) => name));
});

/**
 * Rejects documents that are too expensive or contain several guesses. Otherwise, aliases and fragments could bypass limits
 * that count requests. Each fragment is measured once, so the check runs in linear time (CVE-2026-34573).
 */
export function documentLimits(
  attempts: ReadonlyMap<string, unknown>,
): (context: ValidationContext) => ASTVisitor {
  return (context) => {
    const measured = new Map<string, Size>();
    const listFields = listFieldsOf(context.getSchema());

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
          const inside = selection.selectionSet && !isMeta ? measure(selection.selectionSet) : nothing;
          size = {
            fields: 1,
            attempts: attempts.has(value) ? 1 : 0,
            levels: inside.levels + 1,
            lists: inside.lists + (listFields.has(value) ? 1 : 0),
          };
        } else if (selection.kind === Kind.FRAGMENT_SPREAD) {
          const { value } = selection.name;
          size = measureFragment(value, context.getFragment(value));
        } else {
          size = measure(selection.selectionSet);
        }
        total.fields += size.fields;
        total.attempts += size.attempts;
        total.lists += size.lists;
        total.levels = Math.max(total.levels, size.levels);
      }
      return total;
    }

    return {
      OperationDefinition(node) {
        const { fields, attempts: found, levels, lists } = measure(node.selectionSet);
        const reject = (message: string) => context.reportError(new GraphQLError(message, { nodes: node }));
        if (found > 1) reject(`Send only one of these per request: ${[...attempts.keys()].join(', ')}.`);
        if (fields > maxRootFields) reject(`An operation may have at most ${maxRootFields} root fields.`);
        if (levels > maxDepth) reject(`An operation may be at most ${maxDepth} levels deep.`);
        if (lists > maxLists) reject(`An operation may select at most ${maxLists} lists.`);
        return false;
      },
    };
  };
}

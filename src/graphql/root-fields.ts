import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { oncePer } from '../platform/once-per.ts';

/** An operation's root fields, including those from fragments. Cached per document, as in Apollo Server. */
export const rootFieldsIn = oncePer(({ definitions }: DocumentNode) =>
  oncePer(({ selectionSet }: OperationDefinitionNode) => {
    const names = new Set<string>();
    const walked = new Set<SelectionSetNode>();
    const walk = (set: SelectionSetNode | undefined) => {
      if (!set || walked.has(set)) return;
      walked.add(set);
      for (const each of set.selections) {
        if (each.kind === Kind.FIELD) names.add(each.name.value);
        else if (each.kind === Kind.INLINE_FRAGMENT) walk(each.selectionSet);
        else walk(definitions.find((one) => isNamed(one, each.name.value))?.selectionSet);
      }
    };
    walk(selectionSet);
    return [...names];
  }),
);

function isNamed(definition: DefinitionNode, name: string): definition is FragmentDefinitionNode {
  return definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name;
}

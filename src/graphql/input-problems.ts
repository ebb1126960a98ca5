import {
  coerceInputValue,
  type GraphQLSchema,
  isInputType,
  Kind,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import type { FieldProblem } from '../kernel/errors.ts';

type Variables = Readonly<Record<string, unknown>>;

const maxProblems = 20;

/** Lists invalid variables by path and reason. graphql-js's own messages repeat values, which may be passwords. */
export function findInputProblems(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Variables,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const { variable, type: typeNode, defaultValue } of operation.variableDefinitions ?? []) {
    const type = typeFromAST(schema, typeNode);
    if (!isInputType(type)) continue;
    const name = variable.name.value;
    const root = argumentOf(operation, name) ?? name;
    if (!Object.hasOwn(variables, name)) {
      if (typeNode.kind === Kind.NON_NULL_TYPE && !defaultValue) problems.push(required([root]));
      continue;
    }
    coerceInputValue(variables[name], type, (path, _value, { message }) => {
      if (problems.length < maxProblems) problems.push(explain([root, ...path.map(String)], message));
    });
  }
  return problems;
}

/** Finds the argument a variable is passed to, so that paths do not depend on the client's variable names. */
function argumentOf({ selectionSet }: OperationDefinitionNode, variable: string): string | undefined {
  for (const selection of selectionSet.selections) {
    const given = selection.kind === Kind.FIELD ? selection.arguments : [];
    const found = given?.find(({ value }) => value.kind === Kind.VARIABLE && value.name.value === variable);
    if (found) return found.name.value;
  }
  return undefined;
}

function explain(path: string[], message: string): FieldProblem {
  const missing = /^Field "(\w+)" of required type/.exec(message)?.[1];
  if (missing !== undefined) return required([...path, missing]);
  if (message.startsWith('Expected non-nullable type')) return required(path);
  if (/^Field ".*" is not defined by type/s.test(message)) {
    return { path, reason: 'UNKNOWN_FIELD', message: 'This input has no such field. Remove it.' };
  }
  return { path, reason: 'WRONG_TYPE', message: 'This value has the wrong type.' };
}

function required(path: string[]): FieldProblem {
  return { path, reason: 'REQUIRED', message: 'This value is required.' };
}

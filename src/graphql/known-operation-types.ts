import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';

/** Rejects subscriptions up front; graphql-js 16 would fail only during execution, with an internal error. */
export function knownOperationTypes(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (context.getSchema().getRootType(node.operation)) return;
      context.reportError(
        new GraphQLError(`This schema has no ${node.operation} operations.`, { nodes: node }),
      );
    },
  };
}

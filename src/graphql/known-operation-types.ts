import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';

/** Refuses a subscription where there are none; graphql-js 16 finds out only while executing, as an internal error. */
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

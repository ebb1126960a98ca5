import * as operations from './hand-written.ts';

/** The part of the service's schema used by the benchmark. */
export const typeDefs = `
  type User { id: ID! username: String! email: String isActive: Boolean! }
  type AuthToken {
    accessToken: String! refreshToken: String tokenType: String! expiresIn: Int! refreshExpiresIn: Int!
  }
  input SignupInput { username: String! email: String! password: String! }
  input LoginInput { username: String! password: String! }
  input RefreshInput { refreshToken: String! }
  type Query { me: User }
  type Mutation {
    signup(input: SignupInput!): User!
    login(input: LoginInput!): AuthToken!
    refresh(input: RefreshInput!): AuthToken!
  }
`;

interface Context {
  authorization: string | undefined;
}

type Input = { input: Record<'username' | 'email' | 'password' | 'refreshToken', string> };

export const resolvers = {
  Query: { me: (_root: unknown, _args: unknown, ctx: Context) => operations.me(ctx.authorization) },
  Mutation: {
    signup: (_root: unknown, { input }: Input) =>
      operations.signUp(input.username, input.email, input.password),
    login: (_root: unknown, { input }: Input) => operations.logIn(input.username, input.password),
    refresh: (_root: unknown, { input }: Input) => operations.refresh(input.refreshToken),
  },
};

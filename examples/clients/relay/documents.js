import { graphql } from 'relay-runtime';

// Read by relay-compiler. In an app, babel-plugin-relay replaces these with the compiled documents.
export const documents = () => [
  graphql`
    query documentsMeQuery {
      me {
        id
        username
      }
    }
  `,
  graphql`
    mutation documentsLoginMutation($input: LoginInput!) {
      login(input: $input) {
        accessToken
        refreshToken
      }
    }
  `,
];

import { graphql } from 'relay-runtime';

// relay-compiler reads these. In an app, babel-plugin-relay puts the compiled documents in their place.
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

/** The initial document of both pages. */
export const preparedDocument = `# Run these operations one after the other.
mutation SignUp {
  signup(input: { username: "alice", email: "alice@example.com", password: "a long walk by the river" }) {
    id
    username
  }
}

# Its access token goes into the headers below.
mutation LogIn {
  login(input: { username: "alice", password: "a long walk by the river" }) {
    accessToken
    refreshToken
    expiresIn
  }
}

query Me {
  me {
    id
    username
    email
    isActive
  }
}
`;

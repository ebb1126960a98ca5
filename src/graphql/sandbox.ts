/** The initial document of Apollo Sandbox. */
export const sandboxDocument = `# Run these operations one after the other: each has its own button.
mutation SignUp {
  signup(input: { username: "alice", email: "alice@example.com", password: "a long walk by the river" }) {
    id
    username
  }
}

mutation LogIn {
  login(input: { username: "alice", password: "a long walk by the river" }) {
    accessToken
    refreshToken
    expiresIn
  }
}

# Put the access token into the header "Authorization" below, with "Bearer " in front.
query Me {
  me {
    id
    username
    email
    isActive
  }
}
`;

export const sandboxHeaders = { Authorization: 'Bearer <accessToken>' };

/** What Apollo Sandbox opens with: the whole main job, to be run from top to bottom. */
export const sandboxDocument = `# Run these one after the other: each has its own button.
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

/** Values for the Headers tab. */
export const sandboxHeaders = { Authorization: 'Bearer <accessToken>' };

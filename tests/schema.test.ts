import { readFileSync } from 'node:fs';
import { buildASTSchema, buildSchema, findBreakingChanges, parse } from 'graphql';
import { features } from '../src/features.ts';
import { buildServiceSchema } from '../src/graphql/schema.ts';

const { text, clientText } = buildServiceSchema(features);

/** The fields that clients and gateways rely on. The contract may grow, but what it contains must not change. */
const contract = `
  type User @key(fields: "id") { id: ID! username: String! email: String isActive: Boolean! emailVerified: Boolean emailStatus: EmailStatus secondFactors: SecondFactors sessions: [Session!] pendingEmail: String passkeys: [Passkey!] passkeySignals: PasskeySignals }
  type SecondFactors { totp: Boolean! passkeys: Int! recoveryCodesLeft: Int! }
  type RecoveryCodes { recoveryCodes: [String!]! }
  scalar DateTime
  enum DeviceKind { DESKTOP PHONE TABLET TV OTHER }
  type Session {
    id: ID! isCurrent: Boolean! device: String! kind: DeviceKind! createdAt: DateTime! lastRefreshedAt: DateTime! lastUsedAt: DateTime!
    expiresAt: DateTime! methods: [String!]! ipAddress: String
  }
  input RequestEmailChangeInput { newEmail: String! }
  input ConfirmEmailChangeInput { flow: ID code: String token: String oldCode: String }
  input CancelEmailChangeInput { token: String }
  input UndoEmailChangeInput { token: String! }
  type UndoPayload { email: String! revokedSessions: Int! }
  input ChangeUsernameInput { username: String! }
  input EndSessionInput { id: ID! }
  enum EmailStatus { OK REFUSED }
  type AuthToken {
    accessToken: String! refreshToken: String tokenType: String! expiresIn: Int! refreshExpiresIn: Int! user: User!
  }
  type LoginStep { tokens: AuthToken next: LoginChallenge recoveryCodes: [String!] }
  scalar WebAuthnJson
  type LoginChallenge {
    challenge: String! asks: LoginRequirement! methods: [ProofMethodName!]! expiresIn: Int! passkeyOptions: WebAuthnJson
    totpEnrolment: TotpEnrolment
  }
  enum LoginRequirement { EMAIL_VERIFICATION RESTORE_ACCOUNT SECOND_FACTOR ENROL }
  enum ProofMethodName { TOTP RECOVERY_CODE PASSKEY EMAIL_CODE PASSWORD RESTORE }
  input ContinueLoginInput { challenge: String! totp: String recoveryCode: String passkey: WebAuthnJson emailCode: String restore: Boolean }
  type DeletionPayload { dueAt: DateTime! }
  input RestoreAccountInput { token: String! }
  input CancelFactorResetInput { token: String! }
  type CancelFactorResetPayload { username: String! }
  scalar JSONObject
  type PersonalData { exportedAt: DateTime! sections: [PersonalDataSection!]! }
  type PersonalDataSection { name: String! entries: [JSONObject!]! }
  type TotpEnrolment { secret: String! otpauthUri: String! expiresIn: Int! }
  input ConfirmTotpInput { code: String! }
  type TotpConfirmed { recoveryCodes: [String!]! tokens: AuthToken! }
  type ConfirmationChallenge {
    challenge: String! methods: [ProofMethodName!]! expiresIn: Int! passkeyOptions: WebAuthnJson
  }
  input ConfirmIdentityInput {
    challenge: String! totp: String passkey: WebAuthnJson recoveryCode: String password: String emailCode: String
  }
  type PasskeySignals { rpId: String! userHandle: String! acceptedCredentialIds: [String!]! }
  type Passkey {
    id: ID! name: String! provider: String isSynced: Boolean! createdAt: DateTime! lastUsedAt: DateTime
  }
  type PasskeyCeremony { ceremony: ID! options: WebAuthnJson! expiresIn: Int! }
  type PasskeyChanged {
    passkey: Passkey acceptedCredentialIds: [String!]! userHandle: String! tokens: AuthToken
  }
  input StartPasskeyRegistrationInput { automatic: Boolean! = false }
  input FinishPasskeyRegistrationInput { ceremony: ID! credential: WebAuthnJson! name: String }
  input FinishPasskeyLoginInput { ceremony: ID! credential: WebAuthnJson! }
  input RenamePasskeyInput { id: ID! name: String! }
  input RemovePasskeyInput { id: ID! }
  type MailRequested { flow: ID! expiresIn: Int! }
  type ResetPasswordPayload { revokedSessions: Int! }
  input RequestPasswordResetInput { email: String! }
  input ResetPasswordInput { token: String flow: ID code: String newPassword: String! }
  input SecureAccountInput { token: String! }
  type SecureAccountPayload { revokedSessions: Int! reset: MailRequested! }
  input ChangePasswordInput { currentPassword: String newPassword: String! }
  type LogoutPayload { message: String! revokedSessions: Int! }
  enum LogoutScope { CURRENT OTHERS ALL }
  input SignupInput { username: String! email: String! password: String! locale: String }
  input CompleteSignupInput { flow: ID code: String token: String password: String username: String }
  input CancelSignupInput { token: String! }
  type CancelSignupPayload { cancelledSignups: Int! }
  type MailRequested { flow: ID! expiresIn: Int! }
  input VerifyEmailInput { flow: ID code: String token: String }
  input LoginInput { username: String email: String password: String! }
  input RefreshInput { refreshToken: String! }
  input LogoutInput { refreshToken: String scope: LogoutScope! = CURRENT }
  type Query { me: User myData: PersonalData! }
  type Mutation {
    deleteAccount: DeletionPayload!
    restoreAccount(input: RestoreAccountInput!): LoginStep!
    cancelFactorReset(input: CancelFactorResetInput!): CancelFactorResetPayload!
    signup(input: SignupInput!): User!
    startSignup(input: SignupInput!): MailRequested!
    completeSignup(input: CompleteSignupInput!): LoginStep!
    cancelSignup(input: CancelSignupInput!): CancelSignupPayload!
    requestEmailVerification: MailRequested!
    verifyEmail(input: VerifyEmailInput!): User!
    login(input: LoginInput!): AuthToken!
    startLogin(input: LoginInput!): LoginStep!
    continueLogin(input: ContinueLoginInput!): LoginStep!
    startConfirmation: ConfirmationChallenge!
    confirmIdentity(input: ConfirmIdentityInput!): AuthToken!
    requestPasswordReset(input: RequestPasswordResetInput!): MailRequested!
    resetPassword(input: ResetPasswordInput!): ResetPasswordPayload!
    secureAccount(input: SecureAccountInput!): SecureAccountPayload!
    changePassword(input: ChangePasswordInput!): AuthToken!
    newRecoveryCodes: RecoveryCodes!
    refresh(input: RefreshInput): AuthToken!
    logout(input: LogoutInput): LogoutPayload!
    endSession(input: EndSessionInput!): LogoutPayload!
    requestEmailChange(input: RequestEmailChangeInput!): MailRequested!
    confirmEmailChange(input: ConfirmEmailChangeInput!): AuthToken!
    cancelEmailChange(input: CancelEmailChangeInput): User
    undoEmailChange(input: UndoEmailChangeInput!): UndoPayload!
    changeUsername(input: ChangeUsernameInput!): User!
    startTotp: TotpEnrolment!
    confirmTotp(input: ConfirmTotpInput!): TotpConfirmed!
    removeTotp: AuthToken!
    startPasskeyRegistration(input: StartPasskeyRegistrationInput): PasskeyCeremony!
    finishPasskeyRegistration(input: FinishPasskeyRegistrationInput!): PasskeyChanged!
    startPasskeyLogin: PasskeyCeremony!
    finishPasskeyLogin(input: FinishPasskeyLoginInput!): LoginStep!
    renamePasskey(input: RenamePasskeyInput!): Passkey!
    removePasskey(input: RemovePasskeyInput!): PasskeyChanged!
  }`;

const asSchema = (document: string) => buildASTSchema(parse(document), { assumeValidSDL: true });

test('schema.graphql matches the code: "npm run schema" writes it', () => {
  expect(readFileSync('schema.graphql', 'utf8')).toBe(text);
});

test('client-schema.graphql matches the code', () => {
  expect(readFileSync('client-schema.graphql', 'utf8')).toBe(clientText);
});

// relay-compiler, Apollo Kotlin, ariadne-codegen and IDE plugins validate the document the way `buildSchema` does. None of
// them knows federation's directives or types, so the only directives in it are GraphQL's own, and no type contains "_".
test("clients' tools read client-schema.graphql without any option, and it has every operation", () => {
  const schema = buildSchema(clientText);
  expect(() => buildSchema(text)).toThrow('Unknown directive "@link"');
  expect(findBreakingChanges(asSchema(text), schema)).toEqual([]);
  expect(findBreakingChanges(schema, asSchema(text))).toEqual([]);
  expect(schema.getDirectives().map(({ name }) => name)).toEqual(
    buildSchema('scalar A')
      .getDirectives()
      .map(({ name }) => name),
  );
  expect(Object.keys(schema.getTypeMap()).filter((name) => /^_(?!_)/.test(name))).toEqual([]);
});

test('keeps the contract: it only ever grows', () => {
  expect(findBreakingChanges(asSchema(contract), asSchema(text))).toEqual([]);
  expect(text).toContain('type User @key(fields: "id")');
});

test('the contract lists everything that is published, so that it detects later changes', () => {
  const lacking = findBreakingChanges(asSchema(text), asSchema(contract)).map(
    ({ description }) => description,
  );
  if (lacking.length > 0) {
    throw new Error(`Add to "contract" in tests/schema.test.ts what is new:\n${lacking.join('\n')}`);
  }
});

test('detects a change of the contract', () => {
  const changed = text
    .replace('me: User', 'me: User!')
    .replace('scope: LogoutScope! = CURRENT', 'scope: LogoutScope!');
  const kinds = findBreakingChanges(
    asSchema(contract),
    asSchema(changed.replace('expiresIn: Int!', 'expiresIn: Float!')),
  );
  expect(kinds.map(({ type }) => type)).toContain('FIELD_CHANGED_KIND');
});

test('describes every type, field and argument value that does not explain itself', () => {
  const types = /^(type|enum|input) (?!Query|Mutation)/gm;
  const described = [...text.matchAll(/"""\n(type|enum|input) /g)].length;
  expect(described).toBe([...text.matchAll(types)].length);
});

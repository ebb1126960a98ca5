/** An error from the service. If the service did not answer, the code is UNREACHABLE. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly details: Details = {},
  ) {
    super(code);
  }
}

interface Details {
  reason?: string;
  fields?: readonly FieldProblem[];
  retryAfterSeconds?: number;
  requestId?: string;
  /** From PASSKEY_UNKNOWN. */
  credentialId?: string;
  /** From TOO_SOON. */
  availableAt?: string;
}

export interface FieldProblem {
  path: readonly string[];
  reason: string;
  message: string;
}

const patience = 30_000;

/**
 * Sends one operation. Send a token from a mail only after a click, so that programs that open every link in a mail use up
 * no link.
 */
export async function ask<Result>(
  document: string,
  input?: object,
  accessToken?: string,
  options: RequestInit = {},
): Promise<Result> {
  const answer = await send(document, input, accessToken, options);
  const [error] = answer.errors ?? [];
  if (error) throw new Refusal(error.extensions?.code ?? 'OTHER', error.extensions);
  const [result] = Object.values(answer.data ?? {});
  return result as Result;
}

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { extensions?: Details & { code?: string } }[];
}

async function send(
  query: string,
  input: object | undefined,
  accessToken: string | undefined,
  options: RequestInit,
): Promise<Answer> {
  try {
    const response = await fetch('../graphql', {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
      },
      body: JSON.stringify({ query, variables: { input } }),
      signal: AbortSignal.timeout(patience),
      ...options,
    });
    return (await response.json()) as Answer;
  } catch {
    throw new Refusal('UNREACHABLE');
  }
}

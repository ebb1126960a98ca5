/** Error codes of the service with their details, as in docs/errors.md. */
const errors = {
  RATE_LIMITED: { retryAfterSeconds: 30 },
  OVERLOADED: { retryAfterSeconds: 5 },
  REAUTHENTICATION_REQUIRED: { methods: ['PASSWORD'], maxAgeSeconds: 600 },
  UNAUTHENTICATED: {},
  INTERNAL_SERVER_ERROR: {},
};

/** `LOST`: the service executes the operation, but its response does not arrive. */
export type Simulated = keyof typeof errors | 'LOST';

export const simulations: readonly Simulated[] = [
  'LOST',
  ...(Object.keys(errors) as (keyof typeof errors)[]),
];

export function simulatedResponse(code: keyof typeof errors): Response {
  const error = { message: 'Simulated by the session panel.', extensions: { code, ...errors[code] } };
  return new Response(JSON.stringify({ errors: [error] }), {
    headers: { 'content-type': 'application/json', 'x-request-id': 'session-panel' },
  });
}

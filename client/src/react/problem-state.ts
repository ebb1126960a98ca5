/** Why a form failed, in the user's language. */
export interface Problem {
  /** A code of the service or of a passkey, or `UNREACHABLE`. */
  code: string;
  heading: string;
  items: readonly {
    message: string;
    /** The name of the field, if the form has one with this problem. */
    field: string | undefined;
  }[];
  /** When the service stops rejecting the same request, in milliseconds of this device's clock. */
  retryAt: number;
}

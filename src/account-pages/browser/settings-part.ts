/** A part of the settings page. `Own` is what the part needs of the account. */
export interface Part<Own> {
  /** Fields of `me`. */
  fields: string;
  /** The views that the URL's fragment can name. An app can link to them. */
  places?: readonly string[];
  /** Handles the part's forms. Called once. */
  offer(): void;
  /** Fills in the part's views. */
  show?(me: Own): void;
  /** Forgets what the user has begun. Called when another user logs in. */
  forget?(): void;
}

export type AnyPart = Part<unknown>;

export function definePart<Own>(part: Part<Own>): AnyPart {
  return { ...part, show: (me) => part.show?.(me as Own) };
}

/**
 * A column with secrets that the service has to read again, so it seals them with a key derived from SECRET_KEY. A feature's
 * manifest lists it, and `keys reseal` seals the secrets again after a change of SECRET_KEY.
 */
export interface SealedData {
  /** The operator sees this name. */
  readonly name: string;
  /** The purpose of the keys: `app.keysFor(purpose)`. */
  readonly purpose: string;
  readonly table: string;
  /** Of type `bytea`. */
  readonly column: string;
  /** The table's primary key. */
  readonly key: string;
  /** The owner that `seal` binds a row's secret to. */
  ownerOf(key: string): string;
}

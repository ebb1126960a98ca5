/**
 * Creates a value once per owner. For requests, use `ctx.once`: many weak map entries would slow down garbage collection.
 */
export function oncePer<Owner extends object, Value>(make: (owner: Owner) => Value): (owner: Owner) => Value {
  const made = new WeakMap<Owner, { value: Value }>();
  return (owner) => {
    let found = made.get(owner);
    if (!found) {
      found = { value: make(owner) };
      made.set(owner, found);
    }
    return found.value;
  };
}

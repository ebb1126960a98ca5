/**
 * A value made once for each owner and forgotten together with it: what lives as long as the process hangs on the App, so
 * that a feature adds no member to it. (A Context has `once`: a weak map of every request would cost the collector time.)
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

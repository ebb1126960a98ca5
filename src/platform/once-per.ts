/**
 * A value made once for each owner and forgotten together with it: what lives as long as the process hangs on the App,
 * what lives as long as a request (a batching loader) hangs on the Context. So neither grows a member per feature.
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

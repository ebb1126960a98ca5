/** Replaces a member of an object. @returns a function that restores it, unless other code has replaced it since. */
export function replace<Target extends object, Name extends keyof Target>(
  target: Target,
  name: Name,
  make: (before: Target[Name]) => Target[Name],
): () => void {
  const before = target[name];
  const after = make(before);
  target[name] = after;
  return () => {
    if (target[name] === after) target[name] = before;
  };
}

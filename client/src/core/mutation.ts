/** A mutation with one argument, `input`. @param type that of the input. @param fields the selection. */
export function mutation(name: string, type: string, fields: string): string {
  return `mutation ($input: ${type}) { ${name}(input: $input) { ${fields} } }`;
}

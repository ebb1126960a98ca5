/** Offers a text as a file. */
export function saveFile(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  // The browser still has to read it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

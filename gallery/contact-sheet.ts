/** A page with all pictures of a variant. @param files their names. */
export function contactSheet(title: string, files: readonly string[]): string {
  const figures = files.map(
    (file) => `<figure><a href="${file}"><img src="${file}" alt="" loading="lazy" /></a>
<figcaption>${file.replace('.png', '')}</figcaption></figure>`,
  );
  return `<!doctype html>
<meta charset="utf-8" />
<title>${title}</title>
<style>
  body { font: 14px system-ui; margin: 1rem; background: #999; display: flex; flex-wrap: wrap; gap: 1rem; align-items: start; }
  figure { margin: 0; }
  img { display: block; max-width: 400px; }
</style>
${figures.join('\n')}
`;
}

/** Draws the text as a QR code. The page loads the library only for users who need the code. */
export async function drawQrCode(svg: SVGSVGElement, text: string): Promise<void> {
  const { default: encode } = await import('./qr.js');
  // Scanners need a light border, four modules wide.
  const rows = encode(text, 'raw', { border: 4 });
  svg.setAttribute('viewBox', `0 0 ${rows.length} ${rows.length}`);
  svg.querySelector('path')?.setAttribute('d', rows.map(asPath).join(''));
}

/** @returns a path with a square for each dark module of the row. */
function asPath(row: readonly boolean[], y: number): string {
  return row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')).join('');
}

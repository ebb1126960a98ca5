import type { Page } from 'playwright-core';
import decodeQr from 'qr/decode.js';

/** Pixels for each module of the code. */
const scale = 4;

/** Reads the QR code that a page shows, as a scanner would. */
export async function readQrCode(page: Page): Promise<string> {
  const code = page.getByRole('img', { name: 'QR' });
  await code.locator('path[d]').waitFor({ state: 'attached' });
  const { d, modules } = await code.evaluate((svg) => ({
    d: svg.querySelector('path')?.getAttribute('d') ?? '',
    modules: (svg as SVGSVGElement).viewBox.baseVal.width,
  }));
  const size = modules * scale;
  const data = new Uint8Array(size * size * 4).fill(255);
  for (const [, x, y] of d.matchAll(/M(\d+) (\d+)h/g))
    darken(data, Number(x) * scale, Number(y) * scale, size);
  return decodeQr({ width: size, height: size, data });
}

function darken(data: Uint8Array, left: number, top: number, size: number): void {
  for (let y = top; y < top + scale; y += 1)
    for (let x = left; x < left + scale; x += 1) data.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3);
}

import type { Locator } from 'playwright-core';

/** Reads a QR code from what the screen shows, as the camera of a phone does. */
export async function readQrCode(shown: Locator): Promise<string> {
  const picture = (await shown.screenshot()).toString('base64');
  return shown.page().evaluate(async (base64) => {
    const load = (path: string) => import(path);
    const { decodeQR } = await load('/qr-decode.js');
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    return decodeQR(context?.getImageData(0, 0, bitmap.width, bitmap.height)) as string;
  }, picture);
}

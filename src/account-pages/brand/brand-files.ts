import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';

interface Logo {
  readonly name: 'logo.svg' | 'logo.png';
  readonly content: Buffer;
  /** A wide logo is a wordmark, which contains the name. */
  readonly isWide: boolean;
}

/** In bytes. With a logo and a stylesheet of this size, the first paint of every page stays below 60 kB. */
const maxSize = 15_000;

const svgStart = /^\uFEFF?(?:<\?xml[^>]*>|<!--(?:(?!-->)[\s\S])*-->|<!doctype[^>[]*>|\s)*(<svg[\s>][^>]*>)/i;
const pngStart = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The content of a small file. */
const smallFile = z.string().transform((path, context): Buffer => {
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return refuse('must name a file');
    if (stats.size > maxSize)
      return refuse(`names a file of ${stats.size} bytes; at most ${maxSize} are allowed`);
    return readFileSync(path);
  } catch (error) {
    return refuse(`names a file that cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
});

export const logoFile = smallFile.transform((content, context): Logo => {
  const found = pngOf(content) ?? svgOf(content);
  if (found) return found;
  const message =
    'must name a PNG, or an SVG whose first element is <svg xmlns="http://www.w3.org/2000/svg">';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

function pngOf(content: Buffer): Logo | undefined {
  if (!content.subarray(0, 8).equals(pngStart) || content.length < 24) return undefined;
  return { name: 'logo.png', content, isWide: isWide(content.readUInt32BE(16), content.readUInt32BE(20)) };
}

/** Browsers show no SVG without this namespace in an `<img>`. */
function svgOf(content: Buffer): Logo | undefined {
  const [, root = ''] = svgStart.exec(content.toString()) ?? [];
  if (!root.includes('"http://www.w3.org/2000/svg"')) return undefined;
  const [, width, height] = /viewBox="\s*\S+\s+\S+\s+([\d.]+)\s+([\d.]+)\s*"/.exec(root) ?? [];
  return { name: 'logo.svg', content, isWide: isWide(Number(width ?? 1), Number(height ?? 1)) };
}

const isWide = (width: number, height: number) => width >= 2 * height;

export const cssFile = smallFile.transform((content, context): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    context.addIssue({ code: 'custom', message: 'must name a CSS file in UTF-8' });
    return z.NEVER;
  }
});

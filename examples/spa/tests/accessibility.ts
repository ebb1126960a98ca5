import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The minimum height of a touch target (WCAG 2.2, 2.5.5). */
const targetHeight = 44;

/**
 * Reports what axe-core finds (WCAG 2.2 at level AA, and best practices), and two problems that it does not look for:
 * content that needs horizontal scrolling, and touch targets that are too small.
 */
export async function findFaults(page: Page): Promise<string[]> {
  const found = await findByAxe(page);
  const measured = await page.evaluate((height) => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const wide =
      scrollWidth > clientWidth ? [`wider than the screen by ${scrollWidth - clientWidth} px`] : [];
    const targets = [
      // Targets within a text may be smaller.
      ...document.querySelectorAll<HTMLElement>(
        'button:not(p > .link), input:not([type="checkbox"]), .choice',
      ),
    ];
    const small = targets
      .filter((target) => target.checkVisibility() && target.getBoundingClientRect().height < height)
      .map(({ outerHTML }) => `too small: ${outerHTML}`);
    return [...wide, ...small];
  }, targetHeight);
  return [...found, ...measured];
}

/** What axe-core finds. @param rules only these, if any are named. */
export async function findByAxe(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Compiling it takes longer than many checks.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source);
  const { violations } = await page.evaluate(
    (runOnly) => Reflect.get(globalThis, 'axe').run(runOnly ? { runOnly } : {}) as Promise<AxeResults>,
    rules,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

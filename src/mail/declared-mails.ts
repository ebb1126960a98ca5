import { statSync } from 'node:fs';
import type { App } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import type { MailKind } from '../feature/mail-kinds.ts';
import { ConfigError } from '../kernel/config.ts';
import { escapeHtml } from '../platform/escape-html.ts';
import { oncePer } from '../platform/once-per.ts';
import { type Locale, locales } from './locales.ts';
import { mailSettings } from './mail.settings.ts';
import { type LinkText, type MailView, viewOf } from './mail-view.ts';
import { type MailText, Templates } from './templates.ts';

/** The kinds of mail that all features declare, by name. */
export const mailKinds = oncePer(
  (app: App): ReadonlyMap<string, MailKind> =>
    new Map(featuresOf(app).flatMap(({ mails = [] }) => mails.map((kind) => [kind.name, kind] as const))),
);

export const templatesOf = oncePer((app: App) => new Templates(app.config.of(mailSettings).MAIL_TEMPLATES));

const sampleLink = { token: 'token', code: 'BCDFGHJK', linkSeconds: 1_800, codeSeconds: 600 };

function unusedTemplates(app: App): string[] {
  const { MAIL_TEMPLATES } = app.config.of(mailSettings);
  if (MAIL_TEMPLATES !== undefined && !statSync(MAIL_TEMPLATES, { throwIfNoEntry: false })?.isDirectory())
    throw new ConfigError(['MAIL_TEMPLATES must be a folder that exists']);
  const unused = templatesOf(app).unusedOverrides();
  return unused.map((name) => `MAIL_TEMPLATES has ${name}, and this service has no such template`);
}

/** A mail is useless without its link and code. */
function missingParts(
  { name, link }: MailKind,
  locale: Locale,
  view: MailView,
  rendered: MailText,
): string[] {
  const parts = [
    ...(link?.page === undefined ? [] : [{ tags: '{{link}}', value: view.link ?? '' }]),
    // Some links have no code.
    { tags: '{{code}} or {{> code}}', value: view.code ?? '' },
  ];
  return (['text', 'html'] as const).flatMap((form) =>
    parts
      .filter(({ value }) => !rendered[form].includes(form === 'html' ? escapeHtml(value) : value))
      .map(({ tags }) => `The template ${locale}/${name}.${form} of a mail must contain ${tags}`),
  );
}

/** Renders every kind in every language, so that no rendering fails later. @throws ConfigError */
export function checkTemplates(app: App): void {
  const problems = unusedTemplates(app);
  for (const kind of mailKinds(app).values()) {
    for (const locale of locales) {
      try {
        const render = (link: LinkText | undefined) => {
          const view = viewOf(app, kind, { locale, facts: kind.sample, link });
          return { view, text: templatesOf(app).render(kind.name, locale, view) };
        };
        const { view, text } = render(sampleLink);
        if (kind.link?.isOptional) render(undefined);
        else if (kind.link) problems.push(...missingParts(kind, locale, view, text));
      } catch (error) {
        problems.push((error as Error).message);
      }
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
}

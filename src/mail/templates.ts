import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Mustache from 'mustache';
import { escapeHtml } from '../platform/escape-html.ts';
import { builtFolder } from '../platform/static-files.ts';
import type { Locale } from './locales.ts';
import type { MailView } from './mail-view.ts';

export type MailForm = 'subject' | 'text' | 'html';

export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const ownFolder = builtFolder('src/mail/templates');

const maxSubjectLength = 200;

/** The mail templates. Each file is read once. */
export class Templates {
  private readonly writer = new Mustache.Writer();
  private readonly files = new Map<string, string>();

  /** @param overrides a folder whose files replace the service's own. */
  constructor(private readonly overrides: string | undefined) {}

  /** @throws Error with the file's name if the file is missing or uses a variable that the view lacks. */
  render(kind: string, locale: Locale, view: MailView): MailText {
    const subject = oneLine(this.fill(`${locale}/${kind}.subject`, 'subject', locale, view));
    const inBody = (form: MailForm) =>
      this.fill(`layout.${form}`, form, locale, { ...view, subject }, `${locale}/${kind}.${form}`);
    return { subject, text: inBody('text'), html: inBody('html') };
  }

  /** The names of files in the folder that replace nothing. They are probably misspelled. */
  unusedOverrides(): string[] {
    if (this.overrides === undefined) return [];
    const names = readdirSync(this.overrides, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => name.endsWith('.mustache') && !existsSync(path.join(ownFolder, name)));
  }

  private fill(name: string, form: MailForm, locale: Locale, view: MailView, body?: string): string {
    const file = `${name}.mustache`;
    const partials = (partial: string) =>
      partial === 'body' && body !== undefined
        ? this.read(`${body}.mustache`, form)
        : this.read(`${locale}/${partial}.${form}.mustache`, form);
    try {
      const context = new StrictContext(form === 'html' ? withoutLinks(view) : view);
      return this.writer.render(this.read(file, form), context, partials, { escape: escapes[form] });
    } catch (error) {
      throw new Error(`The template ${body ?? name} of a mail cannot be used: ${(error as Error).message}`);
    }
  }

  private read(file: string, form: MailForm): string {
    let text = this.files.get(file);
    if (text === undefined) {
      text = this.load(file);
      const tokens = Mustache.parse(text);
      const broken = brokenTag(tokens);
      if (broken !== undefined) throw new Error(`${file} has an unclosed tag: {{${broken}`);
      if (form === 'html' && hasUnescaped(tokens))
        throw new Error(`${file} has a tag {{{…}}} or {{&…}}, and a variable could add HTML there`);
      this.files.set(file, text);
    }
    return text;
  }

  private load(file: string): string {
    for (const folder of [this.overrides, ownFolder]) {
      const name = folder === undefined ? undefined : path.join(folder, file);
      if (name !== undefined && existsSync(name)) return readFileSync(name, 'utf8');
    }
    throw new Error(`there is no file ${file}`);
  }
}

type Tokens = ReturnType<typeof Mustache.parse>;

/**
 * @param tokens Mustache's tokens: the first element is the kind of tag, and the fifth holds the inner tokens of a section.
 */
function hasUnescaped(tokens: Tokens): boolean {
  return tokens.some(
    ([tag, , , , inner]) => tag === '&' || (Array.isArray(inner) && hasUnescaped(inner as Tokens)),
  );
}

/** Mustache reads `{{username} and {{link}}` as one tag. @returns the start of its name. */
function brokenTag(tokens: Tokens): string | undefined {
  for (const [tag, name, , , inner] of tokens) {
    if (tag !== 'text' && /[{}]/.test(name)) return name.split(/(?<=\})|[{\n]/)[0];
    const broken = Array.isArray(inner) ? brokenTag(inner as Tokens) : undefined;
    if (broken !== undefined) return broken;
  }
  return undefined;
}

/** Mustache itself would print nothing for an unknown name. */
class StrictContext extends Mustache.Context {
  override lookup(name: string): unknown {
    const value: unknown = super.lookup(name);
    if (value === undefined) {
      throw new Error(
        `it uses {{${name}}}, but the variables of this kind of mail are ${this.names().join(', ')}`,
      );
    }
    return value;
  }

  private names(): string[] {
    if (this.parent instanceof StrictContext) return this.parent.names();
    return Object.keys(this.view as object).toSorted();
  }

  override push(view: unknown): StrictContext {
    return new StrictContext(view, this);
  }
}

/** Text that a stranger may have chosen, such as the username or the user agent `www.example.com`. */
class ChosenText {
  constructor(private readonly text: string) {}

  /** Mail programs turn text with dots into links, but not if each dot is inside an element. The text looks the same. */
  toHtml(): string {
    return escapeHtml(this.text).replaceAll('.', '<span>.</span>');
  }
}

function withoutLinks(view: MailView): Readonly<Record<string, unknown>> {
  const chosen = (['username', 'oldUsername', 'newUsername', 'email', 'device'] as const).flatMap((name) => {
    const text = view[name];
    // Mustache must not render a section for an empty text.
    return text ? [[name, new ChosenText(text)]] : [];
  });
  return { ...view, ...Object.fromEntries(chosen) };
}

const escapes: Readonly<Record<MailForm, (value: unknown) => string>> = {
  subject: String,
  text: String,
  html: (value) => (value instanceof ChosenText ? value.toHtml() : escapeHtml(value)),
};

function oneLine(text: string): string {
  return text
    .replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, maxSubjectLength);
}

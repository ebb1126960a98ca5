import { escapeHtml } from '../platform/escape-html.ts';

/** Text that is already HTML. */
export class Html {
  constructor(readonly text: string) {}
}

function escaped(value: string | number | Html): string {
  return value instanceof Html ? value.text : escapeHtml(value);
}

/** Escapes every value that is not already HTML. */
export function html(texts: TemplateStringsArray, ...values: readonly (string | number | Html)[]): Html {
  return new Html(texts.map((text, index) => text + escaped(values[index] ?? '')).join(''));
}

export function joined(parts: readonly Html[]): Html {
  return new Html(parts.map(({ text }) => text).join(''));
}

/** JSON for a script element. Its content must not contain `</script>`. */
export function asJson(value: unknown): Html {
  return new Html(JSON.stringify(value).replaceAll('<', '\\u003c'));
}

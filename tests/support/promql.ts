/** A selector in a query, such as `metric{label=~"value|value"}`. */
export interface Selector {
  metric: string;
  matchers: { label: string; values: string[] }[];
}

const words = new Set(['and', 'or', 'unless', 'bool', 'offset', 'group_left', 'group_right']);

/** Finds the selectors in a Prometheus query, and the labels it groups by or joins on. */
export function readQuery(query: string): { selectors: Selector[]; groupings: string[] } {
  const clause = /\b(?:by|on|without|ignoring)\s*\(([^)]*)\)/g;
  const groupings = [...query.matchAll(clause)].flatMap(([, labels = '']) => labels.split(/[\s,]+/));
  // Without clauses, durations and numbers, every word left is a function, a keyword or a metric.
  const rest = query.replace(clause, ' ').replace(/\[[^\]]*\]|\boffset\s+\w+/g, ' ');
  const found = rest.matchAll(/(?<![\w.$"])([a-zA-Z_:][\w:]*)\s*(\{[^}]*\})?(?!\s*\(|\w)/g);
  const selectors = [...found].filter(([, word = '']) => !words.has(word));
  return {
    groupings,
    selectors: selectors.map(([, metric = '', inside = '']) => ({ metric, matchers: readMatchers(inside) })),
  };
}

function readMatchers(inside: string): Selector['matchers'] {
  const found = inside.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g);
  return [...found].map(([, label = '', operator = '', value = '']) => ({
    label,
    values: operator.endsWith('~') ? value.split('|') : [value],
  }));
}

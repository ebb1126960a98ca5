import { element, setText } from './elements.ts';
import type { Refresh, Tab, TimeLine } from './time-line.ts';
import { clockText } from './time-text.ts';

const shown = 12;
/** In milliseconds: what the lanes show. */
const span = 5 * 60_000;

/** A lane per tab for the last five minutes, and a list of the last refreshes. */
export function makeTimeLineView(timeLine: TimeLine): { nodes: Node[]; update(): void } {
  const lanes = element('div', { class: 'lanes', 'aria-hidden': 'true' });
  const list = element('ol', { 'aria-labelledby': 'refreshes' });
  const empty = element('p', { class: 'hint' }, 'No tab has refreshed yet.');
  let listed: string | undefined;
  return {
    nodes: [element('h2', { id: 'refreshes' }, 'Refreshes of each tab'), lanes, list, empty],
    update() {
      const { refreshes } = timeLine;
      const tabs = [...timeLine.tabs.values()].filter(
        ({ id, isClosed }) => !isClosed || refreshes.some(({ tab }) => tab === id),
      );
      const numbers = new Map([...timeLine.tabs.keys()].map((id, index) => [id, index + 1]));
      const nameOf = (id: string) => (id === timeLine.own.id ? 'This tab' : `Tab ${numbers.get(id) ?? '?'}`);
      lanes.replaceChildren(...tabs.map((tab) => makeLane(tab, nameOf(tab.id), refreshes)));
      empty.hidden = refreshes.length > 0;
      const texts = refreshes
        .slice(-shown)
        .reverse()
        .map((refresh) => textOf(refresh, nameOf(refresh.tab)));
      if (listed === texts.join()) return;
      listed = texts.join();
      list.replaceChildren(...texts.map((text) => element('li', {}, text)));
    },
  };
}

function makeLane({ id, title, isClosed }: Tab, name: string, refreshes: readonly Refresh[]): HTMLElement {
  const now = Date.now();
  const marks = refreshes
    .filter(({ tab, at }) => tab === id && now - at < span)
    .map(({ at, outcome }) => {
      const mark = element('span', { class: outcome === 'renewed' ? 'mark' : 'mark failed' });
      mark.style.left = `${100 - ((now - at) / span) * 100}%`;
      return mark;
    });
  const label = element('span', { class: 'tab' });
  setText(label, `${name}${isClosed ? ' (closed)' : ''} · ${title}`);
  return element('div', { class: 'lane' }, label, element('span', { class: 'track' }, ...marks));
}

function textOf({ at, took, outcome }: Refresh, name: string): string {
  const result = outcome === 'renewed' ? `renewed in ${took} ms` : `${outcome} after ${took} ms`;
  return `${clockText(at)} · ${name} · ${result}`;
}

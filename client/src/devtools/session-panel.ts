import type { AuthCore } from '../core/auth-core.ts';
import { partsOf } from '../core/parts.ts';
import type { SessionKeeper } from '../core/session-keeper.ts';
import { Actions, expire } from './actions.ts';
import { makeControls, statusText } from './controls.ts';
import { element, setText } from './elements.ts';
import { makeFacts } from './facts.ts';
import { Settings } from './settings.ts';
import { style } from './style.ts';
import { TimeLine } from './time-line.ts';
import { makeTimeLineView } from './time-line-view.ts';
import { Traffic } from './traffic.ts';
import { watch } from './watch.ts';

export interface SessionPanelOptions {
  /** By default `bottom-right`. */
  corner?: 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';
  /** Whether the panel is open the first time. Afterwards, it remembers its state. */
  open?: boolean;
  /** Mounts the panel in a bundle for production too. It shows the session to everyone at the screen. */
  inProduction?: boolean;
}

declare const process: { env: { NODE_ENV?: string } };

const mounted = new WeakMap<SessionKeeper, () => void>();

/**
 * Shows a panel for developers: the session, the refreshes of every tab, and buttons that bring about what is hard to wait
 * for. Does nothing on servers and in bundles for production. @returns a function that removes the panel.
 */
export function mountSessionPanel(
  auth: AuthCore,
  { corner = 'bottom-right', open = false, inProduction = false }: SessionPanelOptions = {},
): () => void {
  const parts = partsOf(auth);
  const { keeper, service } = parts;
  if (!('document' in globalThis) || (isProduction() && !inProduction)) return () => undefined;
  mounted.get(keeper)?.();

  const name = `auth-session-panel ${service.uri}`;
  const settings = new Settings(name);
  let isOpen = settings.isOpen ?? open;
  const update = () => {
    setText(toggle, `Session: ${statusText(settings, keeper.session)}`);
    toggle.classList.toggle('warning', settings.awayFor > 0 || settings.isSlow);
    if (isOpen) for (const view of views) view.update();
  };
  const toggle = element('button', { type: 'button', class: 'switch', 'aria-controls': 'panel' });
  const panel = element('div', { id: 'panel', class: 'panel' });

  const timeLine = new TimeLine(name, update, (id, isWhole) => {
    expire(keeper, id, isWhole);
    update();
  });
  const traffic = new Traffic(service, settings, update);
  const watching = watch(parts, (refresh) => timeLine.record(refresh));
  const controls = makeControls(new Actions(parts, timeLine, traffic), settings, traffic);
  const views = [makeFacts(auth, parts, traffic, watching.waiting), makeTimeLineView(timeLine), controls];
  const title = element('h1', {}, 'Session panel');
  panel.append(
    element('div', { class: 'content' }, title, ...views.flatMap(({ nodes }) => nodes)),
    controls.status,
  );

  const show = (shows: boolean) => {
    isOpen = shows;
    panel.hidden = !isOpen;
    toggle.setAttribute('aria-expanded', String(isOpen));
    settings.change({ isOpen });
    update();
  };
  toggle.addEventListener('click', () => show(!isOpen));
  const section = element('section', { 'aria-label': 'Session panel' }, toggle, panel);
  section.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || !isOpen) return;
    show(false);
    toggle.focus();
  });

  const host = element('div', { 'data-corner': corner });
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];
  root.append(section);
  document.body.append(host);
  show(isOpen);
  settings.listen(update);
  const stopListening = keeper.listen(update);
  const timer = setInterval(update, 1_000);

  const unmount = () => {
    mounted.delete(keeper);
    clearInterval(timer);
    stopListening();
    host.remove();
    watching.stop();
    traffic.stop();
    timeLine.close();
    settings.close();
  };
  mounted.set(keeper, unmount);
  return unmount;
}

/** Bundlers replace the whole expression. Without one, there is no `process`. */
function isProduction(): boolean {
  try {
    return process.env.NODE_ENV === 'production';
  } catch {
    return false;
  }
}

import { AuthError } from '../core/auth-error.ts';
import type { Session } from '../core/session.ts';
import type { Actions } from './actions.ts';
import { element, setText } from './elements.ts';
import type { Settings } from './settings.ts';
import { type Simulated, simulations } from './simulated-response.ts';
import { durationText } from './time-text.ts';
import type { Traffic } from './traffic.ts';

/** In milliseconds: how long the service seems to be away. */
const shortAbsence = 10_000;

interface Control {
  node: Node;
  update(): void;
}

const inCookieMode =
  'Not possible from a page in cookie mode: no script can read a refresh token. "End the session elsewhere" shows the client the same response.';

/** The buttons, and what they have done. */
export function makeControls(
  actions: Actions,
  settings: Settings,
  traffic: Traffic,
): { nodes: Node[]; status: Node; update(): void } {
  const status = element('p', { role: 'status' });
  const say = (text: string) => setText(status, text);
  let ids = 0;

  const button = (
    label: string,
    hint: string,
    run: () => string | Promise<string>,
    obstacle: () => string | undefined = () => undefined,
  ): Control & { button: HTMLButtonElement } => {
    ids += 1;
    const about = element('span', { class: 'hint', id: `hint-${ids}` });
    const made = element('button', { type: 'button', 'aria-describedby': about.id }, label);
    made.addEventListener('click', async () => {
      const reason = obstacle();
      if (reason) return say(reason);
      say('…');
      try {
        say(await run());
      } catch (error) {
        say(error instanceof AuthError ? `${error.code}: ${error.message}` : String(error));
      }
    });
    const update = () => {
      const reason = obstacle();
      made.setAttribute('aria-disabled', String(reason !== undefined));
      setText(about, reason ?? hint);
    };
    return { button: made, node: element('div', { class: 'control' }, made, about), update };
  };

  /** A button that needs a session. */
  const sessionButton = (
    label: string,
    hint: string,
    run: (session: Session) => string | Promise<string>,
    obstacle: (session: Session) => string | undefined = () => undefined,
  ): Control =>
    button(
      label,
      hint,
      () => (actions.session ? run(actions.session) : 'Log in first.'),
      () => (actions.session ? obstacle(actions.session) : 'Log in first.'),
    );

  const toggle = (label: string, hint: string, isOn: () => boolean, turn: (on: boolean) => void): Control => {
    const made = button(label, hint, () => {
      turn(!isOn());
      return `${label}: ${isOn() ? 'on' : 'off'}, in every tab.`;
    });
    return {
      node: made.node,
      update() {
        made.update();
        made.button.setAttribute('aria-pressed', String(isOn()));
      },
    };
  };

  const session: Control[] = [
    sessionButton('Refresh now', 'Sends the refresh token.', (of) => actions.refresh(of)),
    sessionButton('Expire the access token', 'In every tab. The next operation renews it.', (of) =>
      actions.expireAccessToken(of),
    ),
    sessionButton('Copy the access token', 'The page does not show it.', async ({ accessToken }) => {
      await navigator.clipboard.writeText(accessToken);
      return 'The access token is in the clipboard.';
    }),
    sessionButton(
      'Reuse an old refresh token',
      'Refreshes twice, then sends the first token. The service ends the session at once.',
      (of) => actions.reuse(of),
      ({ refreshToken }) => (refreshToken === null ? inCookieMode : undefined),
    ),
    sessionButton('End the session elsewhere', 'Ends this session as another device would.', (of) =>
      actions.endElsewhere(of),
    ),
    sessionButton('Expire the session', 'As after a long absence.', (of) => actions.expireSession(of)),
  ];
  const forever = Number.MAX_SAFE_INTEGER;
  const service: Control[] = [
    button('Service away for 10 s', 'Requests fail like those without a network, in every tab.', () => {
      settings.change({ awayUntil: Date.now() + shortAbsence });
      return 'The service seems to be away for ten seconds.';
    }),
    toggle(
      'Service away',
      'The same, until you press the button again. Survives reloads.',
      () => settings.awayFor > 0,
      (on) => settings.change({ awayUntil: on ? forever : 0 }),
    ),
    toggle(
      'Slow service',
      'Each request waits 2.5 s first. Survives reloads.',
      () => settings.isSlow,
      (on) => settings.change({ isSlow: on }),
    ),
    makeChoice(traffic),
  ];
  const controls = [...session, ...service];
  return {
    nodes: [
      element('h2', {}, 'Session'),
      ...session.map(({ node }) => node),
      element('h2', {}, 'Service'),
      ...service.map(({ node }) => node),
    ],
    status,
    update() {
      for (const control of controls) control.update();
    },
  };
}

/** What the next request of this tab gets instead of its response. */
function makeChoice(traffic: Traffic): Control {
  const choice = element(
    'select',
    { id: 'next' },
    element('option', { value: '' }, 'its own response'),
    element('option', { value: 'LOST' }, 'no response: it gets lost'),
    ...simulations.slice(1).map((code) => element('option', { value: code }, code)),
  );
  choice.addEventListener('change', () => {
    traffic.next = (choice.value || undefined) as Simulated | undefined;
  });
  return {
    node: element(
      'div',
      { class: 'control' },
      element('label', { for: 'next' }, 'The next request, except refreshes, gets'),
      choice,
    ),
    update() {
      choice.value = traffic.next ?? '';
    },
  };
}

/** What the closed panel says, so that no simulated failure is forgotten. */
export function statusText(settings: Settings, session: Session | undefined): string {
  const { awayFor, isSlow } = settings;
  const away = awayFor > shortAbsence ? 'service away' : `service away for ${durationText(awayFor)}`;
  const who = session?.user.username ?? 'no session';
  return [who, awayFor > 0 && away, isSlow && 'slow service'].filter(Boolean).join(', ');
}

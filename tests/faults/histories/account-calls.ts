import type { Random } from '../../fuzz/random.ts';
import type { Answer, Operation } from './account-operations.ts';
import type { Fleet, Person, Replica } from './fleet.ts';
import { KnownSession } from './known-session.ts';
import { Recorder, returnedBy } from './recorder.ts';

/** Makes and records calls for one account: by its clients, who know all its tokens, and by operators. */
export class AccountCalls {
  readonly sessions: KnownSession[] = [];
  isDisabled = false;
  private logins = 0;
  private readonly recorder = new Recorder();

  constructor(
    private readonly fleet: Fleet,
    private readonly person: Person,
  ) {}

  get history(): readonly Operation[] {
    return this.recorder.operations;
  }

  async logIn({ name: by, client }: Replica): Promise<void> {
    this.logins += 1;
    const session = new KnownSession(`S${this.logins}`);
    const answer = await this.recorder.record(by, { kind: 'login', session: session.name }, () =>
      returnedBy(client.logIn(this.person), ({ login }) => session.learn(login)),
    );
    if (answer?.code === 'OK') this.sessions.push(session);
  }

  async refresh({ name: by, client }: Replica, session: KnownSession, generation: number): Promise<void> {
    const token = session.refreshToken(generation);
    if (token === undefined) return;
    const request = { kind: 'refresh', session: session.name, generation } as const;
    const answer = await this.recorder.record(by, request, () =>
      returnedBy(client.refresh(token), ({ refresh }) => session.learn(refresh)),
    );
    noteEnd(session, answer);
  }

  async me({ name: by, client }: Replica, session: KnownSession, random: Random): Promise<void> {
    const answer = await this.recorder.record(by, { kind: 'me', session: session.name }, () =>
      returnedBy(client.me(session.anyAccessToken(random)), ({ me }) =>
        me.username === this.person.username ? {} : { code: 'ANOTHER_ACCOUNT' },
      ),
    );
    noteEnd(session, answer);
  }

  /** Proves the session with an access token, or with a refresh token of any generation. */
  async logOut(
    { name: by, client }: Replica,
    session: KnownSession,
    scope: 'CURRENT' | 'OTHERS' | 'ALL',
    random: Random,
  ): Promise<void> {
    const generation = random.chance(0.4) ? session.anyGeneration(random) : undefined;
    const refreshToken = generation === undefined ? undefined : session.refreshToken(generation);
    const proof = refreshToken === undefined ? {} : { generation: generation as number };
    const bearer = refreshToken === undefined ? session.anyAccessToken(random) : undefined;
    const request = { kind: 'logout', session: session.name, scope, ...proof } as const;
    const answer = await this.recorder.record(by, request, () =>
      returnedBy(client.logOut({ scope, ...(refreshToken && { refreshToken }) }, bearer), ({ logout }) => ({
        ended: logout.revokedSessions,
      })),
    );
    if (answer && scope !== 'OTHERS') session.hasEnded = true;
  }

  async setActive(isActive: boolean): Promise<void> {
    const kind = isActive ? 'enable' : 'disable';
    const answer = await this.recorder.record('operator', { kind }, async () => {
      const { code, output } = await this.fleet.administrators.run(['users', kind, `id:${this.person.id}`]);
      return code === 0 ? { code: 'OK', ended: JSON.parse(output).endedSessions } : 'lost';
    });
    if (answer) this.isDisabled = !isActive;
  }
}

function noteEnd(session: KnownSession, answer: Answer | undefined): void {
  if (answer && answer.code !== 'OK') session.hasEnded = true;
}

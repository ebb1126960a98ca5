import { type Answer, Client, codes, makePerson, type Person, type Tokens } from '../support/client.ts';

/** Does not record secrets: half an hour of traffic has too many to search the log for. */
class Visitor extends Client {
  constructor(readonly url: string) {
    super();
  }

  override watch(): void {}
}

/** Also caps the number of connections. */
const mostInFlight = 16;
const mostSessions = 500;
const mostPeople = 200;

/** Simulates users who sign up, log in, query, refresh and log out, and sometimes send an invalid request. */
export class MixedLoad {
  answered = 0;
  private readonly wrong = new Set<string>();
  private readonly people: Person[] = [];
  private readonly sessions: Tokens[] = [];
  private readonly pending = new Set<Promise<void>>();
  private readonly client: Visitor;
  private timer: NodeJS.Timeout | undefined;

  private constructor(url: string) {
    this.client = new Visitor(url);
  }

  static async start(url: string, perSecond: number): Promise<MixedLoad> {
    const load = new MixedLoad(url);
    for (let number = 0; number < 20; number += 1) await load.signUp();
    for (let number = 0; number < 20; number += 1) await load.logIn();
    load.timer = setInterval(() => load.add(), 1000 / perSecond);
    return load;
  }

  /** @returns any unexpected responses. */
  async end(): Promise<ReadonlySet<string>> {
    clearInterval(this.timer);
    await Promise.all(this.pending);
    return this.wrong;
  }

  private add(): void {
    if (this.pending.size >= mostInFlight) return;
    const work = this.doSomething().catch((error: unknown) => void this.wrong.add(String(error)));
    this.pending.add(work);
    void work.finally(() => this.pending.delete(work));
  }

  private async doSomething(): Promise<void> {
    const chance = Math.random();
    if (chance < 0.5) return this.me();
    if (chance < 0.65) return this.refresh();
    if (chance < 0.78) return this.logIn();
    if (chance < 0.88) return this.logOut();
    if (chance < 0.9) return this.signUp();
    return this.doSomethingWrong();
  }

  private async signUp(): Promise<void> {
    const person = makePerson();
    this.expect([], await this.client.signUp(person));
    this.people.push(person);
    if (this.people.length > mostPeople) this.people.shift();
  }

  private async logIn(): Promise<void> {
    if (this.sessions.length > mostSessions) return this.logOut();
    const answer = await this.client.logIn(any(this.people));
    this.expect([], answer);
    this.sessions.push(answer.data.login);
  }

  private async me(): Promise<void> {
    const session = this.takeSession();
    if (!session) return this.logIn();
    this.expect([], await this.client.me(session.accessToken));
    this.sessions.push(session);
  }

  private async refresh(): Promise<void> {
    const session = this.takeSession();
    if (!session) return this.logIn();
    const answer = await this.client.refresh(session.refreshToken);
    this.expect([], answer);
    this.sessions.push(answer.data.refresh);
  }

  private async logOut(): Promise<void> {
    const session = this.takeSession();
    if (!session) return this.logIn();
    this.expect([], await this.client.logOut(null, session.accessToken));
  }

  private async doSomethingWrong(): Promise<void> {
    const { client } = this;
    const person = makePerson();
    const choices: [code: string, ask: () => Promise<Answer>][] = [
      ['INVALID_CREDENTIALS', () => client.logIn(person)],
      ['INVALID_REFRESH_TOKEN', () => client.refresh('nonsense')],
      ['UNAUTHENTICATED', () => client.me('nonsense')],
      ['BAD_USER_INPUT', () => client.signUp({ ...person, email: 'none' })],
      ['USERNAME_TAKEN', () => client.signUp({ ...person, username: any(this.people).username })],
      ['GRAPHQL_VALIDATION_FAILED', () => client.ask('{ nobody }')],
    ];
    const [code, ask] = any(choices);
    this.expect([code], await ask());
  }

  /** Takes a session for exclusive use, since two concurrent refreshes with one token would count as a replay. */
  private takeSession(): Tokens | undefined {
    return this.sessions.splice(Math.floor(Math.random() * this.sessions.length), 1)[0];
  }

  private expect(expected: string[], answer: Answer): void {
    this.answered += 1;
    if (codes(answer).join() !== expected.join())
      throw new Error(`Expected ${expected.join() || 'OK'} instead of ${codes(answer)}`);
  }
}

function any<Item>(items: readonly Item[]): Item {
  return items[Math.floor(Math.random() * items.length)] as Item;
}

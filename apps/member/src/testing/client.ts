import { randomUUID } from 'node:crypto';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the service said
  readonly body: any;
}

/** Somebody with a browser or an app: keeps the cookie or the token that a login hands out, and shows it from then on. */
export class Client {
  readonly email: string = `${randomUUID()}@example.com`;
  readonly password: string = randomUUID();
  private credential: Record<string, string> = {};

  /** @param address where requests seem to come from */
  constructor(
    private readonly url: string,
    private readonly address = '203.0.113.1',
  ) {}

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        'x-forwarded-for': this.address,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...this.credential,
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text && JSON.parse(text) };
  }

  register(email = this.email): Promise<Answer> {
    return this.send('POST', '/members', { email, password: this.password, name: 'Ann' });
  }

  async login(email = this.email, password = this.password): Promise<Answer> {
    const answer = await this.send('POST', '/login', { email, password });
    const cookie = answer.headers.get('set-cookie')?.split(';')[0];
    if (cookie) this.credential = { cookie };
    if (answer.body.accessToken) this.credential = { authorization: `Bearer ${answer.body.accessToken}` };
    return answer;
  }

  /** The same person at another device, where nobody has logged in. */
  elsewhere(address = this.address): Client {
    return Object.assign(new Client(this.url, address), { email: this.email, password: this.password });
  }

  /** Somebody who has got hold of what this one shows at present. */
  thief(): Client {
    return Object.assign(this.elsewhere(), { credential: this.credential });
  }
}

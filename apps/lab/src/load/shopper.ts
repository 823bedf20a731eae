import { randomBytes, randomUUID } from 'node:crypto';
import type { Topology } from '../topology/topology.js';

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON body, or undefined where there is none. */
  readonly body: never;
  /** From sending to the last byte, in milliseconds. */
  readonly tookMs: number;
}

/** Past this a request counts as hung. */
const HUNG_MS = 5000;

export const address = { line1: '1 Cloakroom Lane', city: 'Seoul', postcode: '04524', country: 'KR' };

/** Somebody with an account, keeping and sending what the shop hands out, as a browser does. */
export class Shopper {
  readonly email = `${randomBytes(6).toString('hex')}@example.com`;
  readonly password = randomBytes(12).toString('base64url');
  /** Sent with every request. */
  credential: Record<string, string> = {};
  /** What the last login handed out beside it; under `refreshed-jwt` alone. */
  refreshToken: string | undefined;

  constructor(readonly shop: Pick<Topology, 'members' | 'orders'>) {}

  get member(): string {
    return this.shop.members[0]?.url ?? '';
  }

  /** @returns a shopper who is registered, logged in and has an address */
  static async arrive(shop: Pick<Topology, 'members' | 'orders'>): Promise<Shopper> {
    const shopper = new Shopper(shop);
    await shopper.register();
    await shopper.login();
    await shopper.send('PUT', `${shopper.member}/me/address`, address);
    return shopper;
  }

  /** Somebody else who holds the same credential: a thief, or the same browser a moment ago. */
  copy(): Shopper {
    const copy = new Shopper(this.shop);
    copy.credential = { ...this.credential };
    return copy;
  }

  register(): Promise<Answer> {
    const { email, password } = this;
    return this.send('POST', `${this.member}/members`, { email, password, name: 'Ann' });
  }

  login(password = this.password): Promise<Answer> {
    return this.send('POST', `${this.member}/login`, { email: this.email, password });
  }

  /** POST /token/refresh, what a client does when its access token is over; the token it has is kept when that is refused. */
  refresh(): Promise<Answer> {
    return this.send('POST', `${this.member}/token/refresh`, { refreshToken: this.refreshToken });
  }

  placeOrder(
    order: string,
    body: unknown = { items: [{ sku: 'assam-second-flush-100g', quantity: 1 }] },
    key: string = randomUUID(),
  ) {
    return this.send('POST', `${order}/orders`, body, { 'idempotency-key': key });
  }

  async send(
    method: string,
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const startedAt = performance.now();
    const response = await fetch(url, {
      method,
      headers: {
        ...this.credential,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(HUNG_MS),
    });
    const text = await response.text();
    const tookMs = performance.now() - startedAt;
    const json =
      text === '' ? undefined : (JSON.parse(text) as { accessToken?: string; refreshToken?: string });
    this.#keep(response.headers.getSetCookie(), json?.accessToken);
    this.refreshToken = json?.refreshToken ?? this.refreshToken;
    return { status: response.status, headers: response.headers, body: json as never, tookMs };
  }

  #keep([cookie]: string[], accessToken: string | undefined): void {
    const [pair = ''] = cookie?.split(';') ?? [];
    if (cookie) this.credential = pair.endsWith('=') ? {} : { cookie: pair };
    if (accessToken) this.credential = { authorization: `Bearer ${accessToken}` };
  }
}

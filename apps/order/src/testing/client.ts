export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the service said
  readonly body: any;
}

/** Somebody with a browser or an app: shows a credential, and takes the one that replaces it. */
export class Client {
  constructor(
    readonly url: string,
    readonly memberId: string,
    /** The headers that show who is asking. */
    public credential: Readonly<Record<string, string>> = {},
  ) {}

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...this.credential,
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const cookie = response.headers.get('set-cookie')?.split(';')[0];
    if (cookie) this.credential = { cookie };
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text && JSON.parse(text) };
  }

  put(sku: string, quantity: number): Promise<Answer> {
    return this.send('PUT', `/cart/items/${sku}`, { quantity });
  }

  async cart(): Promise<{ sku: string; quantity: number }[]> {
    return (await this.send('GET', '/cart')).body.items;
  }

  /** @param items absent: the cart */
  order(key: string, items?: readonly { sku: string; quantity: number }[]): Promise<Answer> {
    return this.send('POST', '/orders', items && { items }, { 'idempotency-key': key });
  }

  /** The same person, through another replica. */
  at(url: string): Client {
    return new Client(url, this.memberId, this.credential);
  }
}

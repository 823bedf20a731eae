/** One request and its answer, as a reader sees them: no credential in full. */
export interface Exchange {
  readonly request: string;
  /** The credential that was sent. */
  readonly sent?: string;
  readonly status: number;
  /** What came back that matters: a new credential, the body. */
  readonly received: readonly string[];
}

const timeoutMs = 10_000;
const shownBytes = 8;
const bodyShown = 200;

/** `AbCdEfGh…`: enough to recognise a credential, too little to use it. */
export const shorten = (credential: string) => `${credential.slice(0, shownBytes)}…`;

/**
 * A client of the shop as a browser is one: it keeps the cookie or the token that login gives, sends it with every request, and
 * writes down what goes over the wire.
 */
export class Client {
  readonly exchanges: Exchange[] = [];
  #credential: { readonly header: string; readonly value: string; readonly shown: string } | undefined;

  /** The body of the answer, when it is JSON. */
  async send(
    method: string,
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<unknown> {
    const sent = this.#credential;
    const response = await fetch(url, {
      method,
      headers: {
        ...headers,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(sent && { [sent.header]: sent.value }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    const given = this.#keep(response.headers.getSetCookie(), answer);
    this.exchanges.push({
      request: `${method} ${url}`,
      ...(sent && { sent: sent.shown }),
      status: response.status,
      received: [...given, ...(text === '' ? [] : [excerpt(answer)])],
    });
    if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${excerpt(answer)}`);
    return answer;
  }

  /** Keeps a credential that came back, and says how it came. */
  #keep(cookies: readonly string[], answer: unknown): string[] {
    const [name = '', value = ''] = cookies[0]?.split(';')[0]?.split('=') ?? [];
    if (value !== '') {
      const shown = `cookie: ${name}=${shorten(value)}`;
      this.#credential = { header: 'cookie', value: `${name}=${value}`, shown };
      return [`set-${shown}`];
    }
    const { accessToken } = (answer ?? {}) as { accessToken?: string };
    if (accessToken !== undefined) {
      const shown = `authorization: Bearer ${shorten(accessToken)}`;
      this.#credential = { header: 'authorization', value: `Bearer ${accessToken}`, shown };
    }
    return [];
  }
}

function excerpt(answer: unknown): string {
  const isToken = (key: string) => key === 'accessToken' || key === 'refreshToken';
  const text = JSON.stringify(answer, (key, value: unknown) =>
    isToken(key) && typeof value === 'string' ? shorten(value) : value,
  );
  return text.length > bodyShown ? `${text.slice(0, bodyShown)}…` : text;
}

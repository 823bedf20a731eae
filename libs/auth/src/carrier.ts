import type { Credential } from './strategy.js';

export type CarrierName = 'cookie' | 'bearer' | 'none';

/** What a carrier needs of any HTTP request. */
export interface RequestHead {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly protocol?: string;
}

/** What a carrier needs of any HTTP response; Fastify's reply and Express' response both have it. */
export interface ResponseHead {
  header(name: string, value: string): unknown;
}

/** What a login adds to the body of the answer (RFC 6749 section 5.1, in camel case). */
export interface TokenAnswer {
  readonly accessToken: string;
  readonly tokenType: 'Bearer';
  readonly expiresIn: number;
  readonly refreshToken?: string;
}

/** How a credential travels, apart from what it is. */
export interface Carrier {
  readonly name: CarrierName;
  /** The challenge that RFC 9110 section 11.6.1 wants in a 401. */
  readonly challenge: string;
  /** @returns undefined when the request carries none */
  read(request: RequestHead): string | undefined;
  /** Hands a credential to the client. @returns what belongs in the body */
  give(credential: Credential, request: RequestHead, response: ResponseHead): Partial<TokenAnswer>;
  /** Takes it back, as far as the client listens. */
  clear(request: RequestHead, response: ResponseHead): void;
  /** The headers that pass a credential on to another service. */
  passOn(credential: string): Record<string, string>;
}

export const COOKIE_NAME = 'doorman';

/** HttpOnly keeps the page's scripts away from it; SameSite=Lax keeps other sites' forms from sending it. */
const cookie: Carrier = {
  name: 'cookie',
  challenge: `Cookie realm="doorman" cookie-name="${COOKIE_NAME}"`,
  read: ({ headers }) => readCookie(headers.cookie),
  give(credential, request, response) {
    response.header('set-cookie', setCookie(credential.value, credential.expiresInSeconds, request));
    response.header('cache-control', 'no-store');
    return credential.refreshToken ? { refreshToken: credential.refreshToken } : {};
  },
  clear: (request, response) => void response.header('set-cookie', setCookie('', 0, request)),
  passOn: (credential) => ({ cookie: `${COOKIE_NAME}=${credential}` }),
};

const bearer: Carrier = {
  name: 'bearer',
  challenge: 'Bearer realm="doorman"',
  read({ headers }) {
    const value = headers.authorization;
    return typeof value === 'string' && /^bearer /i.test(value)
      ? value.slice(7).trim() || undefined
      : undefined;
  },
  give({ value, expiresInSeconds, refreshToken }, _request, response) {
    response.header('cache-control', 'no-store');
    return {
      accessToken: value,
      tokenType: 'Bearer',
      expiresIn: expiresInSeconds,
      ...(refreshToken && { refreshToken }),
    };
  },
  clear: () => undefined,
  passOn: (credential) => ({ authorization: `Bearer ${credential}` }),
};

const none: Carrier = {
  name: 'none',
  challenge: 'Bearer realm="doorman"',
  read: () => undefined,
  give: () => ({}),
  clear: () => undefined,
  passOn: () => ({}),
};

export const carriers: Readonly<Record<CarrierName, Carrier>> = { cookie, bearer, none };

/** `Secure` wherever the client came by TLS, which a proxy in front may have ended. */
function setCookie(value: string, maxAgeSeconds: number, request: RequestHead): string {
  const secure = request.protocol === 'https' ? '; Secure' : '';
  return `${COOKIE_NAME}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure}`;
}

/** RFC 6265 section 4.2.1; its value is what of `cookie-octet` we hand out. */
const COOKIE = new RegExp(`(?:^|;) *${COOKIE_NAME}=([^; ]+)`);

function readCookie(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? COOKIE.exec(header)?.[1] : undefined;
}

import { createHmac, randomUUID, sign } from 'node:crypto';
import type { StrategyName } from '@doorman/auth';
import type { Stage } from '../../run/stage.js';
import type { Service } from '../../topology/service.js';
import type { Shopper } from '../shopper.js';
import { ageClones, clone, keysMadeBy, memberIdOf } from './cloned-logins.js';

type Headers = Readonly<Record<string, string>>;

/**
 * What so many members would send, each with a credential of their own: made from a real login the way member makes one, without the password check. Where
 * that cannot be done from outside, it is the credentials of the members who are really logged in, and so as many as there are.
 */
export async function credentialsOf(strategy: StrategyName, count: number, stage: Stage): Promise<Headers[]> {
  const [shopper] = stage.shoppers;
  const [member] = stage.shop.members;
  if (!shopper || !member) throw new Error('The plan has no shopper or no member service');
  switch (strategy) {
    case 'redis-session':
    case 'cached-session':
    case 'replicated-session':
      return clonedSessions(count, shopper, stage);
    case 'shared-secret-jwt':
    case 'refreshed-jwt':
    case 'public-key-jwt':
      return signedTokens(count, shopper, member);
    case 'stateless':
    case 'sealed-cookie':
    case 'memory-session':
    case 'opaque-token':
      return stage.shoppers.map(({ credential }) => credential);
  }
}

async function clonedSessions(count: number, shopper: Shopper, { shop }: Stage): Promise<Headers[]> {
  // Every login is a field of its member's key: somebody who comes anew makes a new one.
  const [made] = await keysMadeBy(shop.redis, async () => {
    await shopper.register();
    await shopper.login();
  });
  const source = made ?? { key: keyOf(shopper) };
  await clone(shop.redis, source, 0, count - 1);
  return Array.from({ length: count }, (_, n) => clonedCookie(shopper, n));
}

/** The cloned sessions from one to another, counted from 0, as if they had been last used so many seconds earlier; or later, if it is negative. */
export const ageSessions = (first: number, last: number, seconds: number, { shop }: Stage): Promise<void> =>
  ageClones(shop.redis, { key: Buffer.from('s:').toString('hex') + memberIdOf(0) }, first, last, seconds);

/** A session id is the member's 16 bytes and a secret. */
export function clonedCookie({ credential }: Shopper, n: number): Headers {
  const [name = '', value = ''] = (credential['cookie'] ?? '').split('=');
  const id = Buffer.from(value, 'base64url');
  Buffer.from(memberIdOf(n), 'hex').copy(id);
  return { cookie: `${name}=${id.toString('base64url')}` };
}

/** Where the session of a member is kept who has but one. */
const keyOf = ({ credential }: Shopper): string => {
  const id = Buffer.from((credential['cookie'] ?? '').split('=')[1] ?? '', 'base64url');
  return Buffer.concat([Buffer.from('s:'), id.subarray(0, 16)]).toString('hex');
};

function signedTokens(count: number, { credential }: Shopper, { settings }: Service): Headers[] {
  const [head = '', body = ''] = (credential['authorization'] ?? '').replace('Bearer ', '').split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
  const { alg } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { readonly alg: string };
  const signature = signerOf(alg, settings);
  return Array.from({ length: count }, () => {
    const own = Buffer.from(JSON.stringify({ ...claims, sub: randomUUID(), jti: randomUUID() }));
    const signed = `${head}.${own.toString('base64url')}`;
    return { authorization: `Bearer ${signed}.${signature(signed)}` };
  });
}

function signerOf(algorithm: string, settings: Readonly<Record<string, string>>): (signed: string) => string {
  const { ACCESS_TOKEN_SECRET: secret = '', ACCESS_TOKEN_PRIVATE_KEY: key = '' } = settings;
  if (algorithm === 'HS256')
    return (signed) => createHmac('sha256', secret).update(signed).digest('base64url');
  return (signed) =>
    sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

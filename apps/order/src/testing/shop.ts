import { randomBytes, randomUUID } from 'node:crypto';
import { type IssuerSide, authSettings, carrierOf, openIssuer } from '@doorman/auth';
import type { Address } from '@doorman/contracts';
import { type Running, start } from '@doorman/service';
import { order } from '../order.js';
import { Client } from './client.js';
import { MemberStandIn } from './member-stand-in.js';
import type { Stores } from '@doorman/stores';

export const address: Address = { line1: '1 High St', city: 'Seoul', postcode: '04524', country: 'KR' };

/** The order service as `main.ts` starts it, listening inside this process, between real stores and a stand-in for `member`. */
export interface Shop {
  readonly replicas: readonly Running[];
  readonly member: MemberStandIn;
  readonly settings: Readonly<Record<string, string>>;
  /** Somebody who has logged in at the member service, and given an address there unless told otherwise. */
  login(options?: { address?: Address | null; memberId?: string }): Promise<Client>;
  /** The client's present credential, without what it travels in. */
  credentialOf(client: Client): string;
  /** What a logout at the member service does. */
  logout(client: Client): Promise<void>;
  stop(): Promise<void>;
}

export async function openShop(
  stores: Stores,
  strategy: string,
  options: { replicas?: number; settings?: Record<string, string> } = {},
): Promise<Shop> {
  const settings = { ...(await settingsFor(stores, strategy)), ...options.settings };
  const auth = authSettings('issuer').parse(settings);
  const issuerSide: IssuerSide = await openIssuer(auth, { now: Date.now });
  const carrier = carrierOf(auth);
  const member = new MemberStandIn(async (request) => {
    const verdict = await issuerSide.verifier.verify(carrier.read(request) ?? '');
    return verdict.ok ? verdict.identity.memberId : undefined;
  }, settings.SERVICE_TOKEN);
  await member.start();
  const own = { ...settings, MEMBER_URL: member.url };
  const replicas = await Promise.all(Array.from({ length: options.replicas ?? 1 }, () => start(order, own)));

  return {
    replicas,
    member,
    settings: own,
    async login({ address: given = address, memberId = randomUUID() } = {}) {
      const { value } = await issuerSide.issuer.issue({ memberId });
      if (given) member.addresses.set(memberId, given);
      return new Client(replicas[0]!.url, memberId, carrier.passOn(value));
    },
    credentialOf: ({ credential }) => carrier.read({ headers: credential }) ?? '',
    logout: ({ memberId }) => issuerSide.issuer.revokeAll({ memberId }),
    async stop() {
      await Promise.all(replicas.map((replica) => replica.stop()));
      await member.stop();
      await issuerSide.close?.();
    },
  };
}

const settingsFor = async ({ postgres, redis }: Stores, strategy: string) => ({
  AUTH_STRATEGY: strategy,
  ACCESS_TOKEN_SECRET: randomBytes(48).toString('base64url'),
  SERVICE_TOKEN: randomBytes(48).toString('base64url'),
  REDIS_URL: redis.url,
  DATABASE_URL: await postgres.createDatabase(`order-${randomUUID()}`),
  MEMBER_TIMEOUT_MS: '200',
  PORT: '0',
  HOST: '127.0.0.1',
  LOG_LEVEL: 'silent',
  SHUTDOWN_DELAY_MS: '0',
});

import { isIP } from 'node:net';
import { z } from 'zod';
import { configPart } from './read-config.js';
import { milliseconds, wholeNumber } from './numbers.js';

const named = new Set(['loopback', 'linklocal', 'uniquelocal']);

const isProxyAddress = (part: string) => {
  const [address = '', prefix = '0', ...rest] = part.trim().split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return named.has(part.trim()) || (rest.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
};

/** What every service of ours asks for. */
export const serviceSettings = (defaultPort: number) =>
  configPart(
    z.object({
      /** 0 takes any free port; the log says which. */
      PORT: wholeNumber(defaultPort, 0, 65_535),
      HOST: z.string().default('0.0.0.0'),
      LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
      /** The proxies in front whose `X-Forwarded-*` is believed; nobody's unless set. */
      TRUST_PROXY: z
        .string()
        .refine(
          (value) => value.split(',').every(isProxyAddress),
          'must list addresses or networks such as 10.0.0.0/8, or loopback, linklocal, uniquelocal, separated by commas',
        )
        .optional(),
      /** How long the service goes on serving, while its readiness says no, before it stops accepting connections. */
      SHUTDOWN_DELAY_MS: wholeNumber(500, 0, 60_000),
      /** How long requests may take to finish after that. */
      SHUTDOWN_TIMEOUT_MS: milliseconds(10_000),
    }),
  );

export type ServiceSettings = z.infer<ReturnType<typeof serviceSettings>['schema']>;

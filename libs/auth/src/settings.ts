import { z } from 'zod';

/** RFC 7518 section 3.2: a key for HS256 has at least the 256 bits of the hash's output. */
export const SECRET_BYTES_MIN = 32;

/** A shared secret. Never echoed: a problem says what to set, not what was set. */
export const secret = z
  .string('is not set: give at least 32 random bytes, for example from `openssl rand -base64 48`')
  .refine(
    (value) => Buffer.byteLength(value) >= SECRET_BYTES_MIN,
    'is shorter than 32 bytes: give at least 32 random bytes, for example from `openssl rand -base64 48`',
  )
  .refine(
    (value) => new Set(value).size >= 8,
    'repeats a few characters and can be guessed: take it from `openssl rand -base64 48`',
  );

/** A lifetime in whole seconds, from one second to a year. */
export const seconds = (fallback: number) =>
  z.coerce
    .number('must be a whole number of seconds')
    .int('must be a whole number of seconds')
    .min(1, 'must be at least 1 second')
    .max(31_536_000, 'must be at most a year (31536000 seconds)')
    .default(fallback);

/** A time in whole milliseconds, from none to an hour. */
export const milliseconds = (fallback: number) =>
  z.coerce
    .number('must be a whole number of milliseconds')
    .int('must be a whole number of milliseconds')
    .min(0, 'must be at least 0 ms')
    .max(3_600_000, 'must be at most an hour (3600000 ms)')
    .default(fallback);

/** How many of something, from one to ten million. */
export const count = (fallback: number) =>
  z.coerce
    .number('must be a whole number')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(10_000_000, 'must be at most 10000000')
    .default(fallback);

/** How long one command to a store may take before the answer is 503, in milliseconds. */
export const storeTimeout = z.coerce
  .number('must be a whole number of milliseconds')
  .int('must be a whole number of milliseconds')
  .min(10, 'must be at least 10 ms')
  .max(10_000, 'must be at most 10000 ms')
  .default(250);

const redisForms =
  'must look like redis://host:6379, redis+sentinel://host:26379,host:26379/name or redis+cluster://host:6379,host:6379';

export const redisUrl = z
  .string(`is not set: ${redisForms}`)
  .regex(/^(rediss?|rediss?\+sentinel|rediss?\+cluster):\/\/[^\s/]+/, redisForms);

/** The settings of a session: OWASP asks for both an idle and an absolute limit. */
export const sessionLifetimes = {
  SESSION_IDLE_TTL: seconds(1800),
  SESSION_ABSOLUTE_TTL: seconds(43_200),
};

/** @returns whether the idle lifetime can ever be reached */
export const idleWithinAbsolute = (settings: { SESSION_IDLE_TTL: number; SESSION_ABSOLUTE_TTL: number }) =>
  settings.SESSION_IDLE_TTL <= settings.SESSION_ABSOLUTE_TTL;

export const idleBeyondAbsolute = {
  path: ['SESSION_IDLE_TTL'],
  message: 'is longer than SESSION_ABSOLUTE_TTL and would never be reached',
};

const memberForm = 'give the address of the member service, such as http://localhost:3001';

/** Where the member service is, without a slash at the end. */
export const memberUrl = z
  .url({
    protocol: /^https?$/,
    error: ({ input }) =>
      input === undefined ? `is not set: ${memberForm}` : `is no web address: ${memberForm}`,
  })
  .transform((url) => url.replace(/\/+$/, ''));

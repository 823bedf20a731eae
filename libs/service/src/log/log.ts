import { type Logger, pino } from 'pino';
import type { ServiceSettings } from '../config/service-settings.js';

export type Log = Logger;

/** No line of ours holds a header or a body. Should one ever do, this is what must not be in it. */
const secrets = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'accessToken',
  'refreshToken',
  'token',
  'secret',
];

const redacted = secrets.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);

/**
 * What of an error is worth a line. The rest of its properties stay out: a database error quotes the row it refused, an
 * HTTP client's error the headers it sent.
 */
function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return { type: name, message, code, stack, ...(cause !== undefined && { cause: errorFields(cause) }) };
}

/** One JSON object per line on standard output. */
export const createLog = (
  service: string,
  level: ServiceSettings['LOG_LEVEL'],
  destination?: { write(line: string): void },
): Log =>
  pino(
    {
      level,
      base: { service, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: redacted,
      serializers: { err: errorFields },
    },
    destination ?? pino.destination(1),
  );

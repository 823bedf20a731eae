import { HttpException } from '@nestjs/common';
import { isProblemCode, type ProblemCode } from '@doorman/contracts';
import { Problem, type ProblemOptions } from './problem.js';

/** Fastify refuses some requests before a route sees them. https://fastify.dev/docs/latest/Reference/Errors/ */
const ofFastify: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_BAD_URL: 'request-malformed',
  FST_ERR_INVALID_URL: 'request-malformed',
  FST_ERR_MAX_PARAM_LENGTH: 'uri-too-long',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request-malformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'body-malformed',
};

/** What others throw as a bare status: Nest's router, guards and Passport. */
const ofStatus: Readonly<Record<number, ProblemCode>> = {
  401: 'credential-unknown',
  403: 'forbidden',
  404: 'route-not-found',
  413: 'body-too-large',
  415: 'unsupported-media-type',
};

/**
 * Reads any error as a problem. What carries a code of the table, as `code` of the error or of the response of an
 * `HttpException`, is that problem; what nobody knows is `internal`, and says nothing of itself to the outside.
 */
export function problemFrom(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) return fromHttpException(error);
  const code = codeOf(error);
  if (isProblemCode(code)) return new Problem(code, { cause: error, headers: retryAfter(error) });
  return new Problem(ofFastify[code ?? ''] ?? 'internal', { cause: error });
}

function fromHttpException(error: HttpException): Problem {
  const response = error.getResponse() as { code?: unknown } & ProblemOptions;
  if (isProblemCode(response.code)) {
    return new Problem(response.code, {
      detail: response.detail,
      headers: response.headers,
      cause: error.cause,
    });
  }
  const known = ofFastify[codeOf(error.cause) ?? ''] ?? ofStatus[error.getStatus()];
  return new Problem(known ?? (error.getStatus() < 500 ? 'request-refused' : 'internal'), { cause: error });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function retryAfter(error: unknown): ProblemOptions['headers'] {
  const seconds = (error as { retryAfterSeconds?: unknown }).retryAfterSeconds;
  return typeof seconds === 'number' ? { 'retry-after': String(seconds) } : undefined;
}

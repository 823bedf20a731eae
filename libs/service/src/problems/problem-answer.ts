import { type ProblemBody, problems } from '@doorman/contracts';
import type { Problem } from './problem.js';

/** RFC 9457, 6.1 */
export const PROBLEM_TYPE = 'application/problem+json';

/** The URI is a name and is not meant to be opened; the README's table explains the codes. */
export const problemType = (code: string) => `urn:doorman:problem:${code}`;

/** What a problem looks like on the wire. */
export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body, as JSON. */
  readonly body: string;
}

export function problemAnswer(problem: Problem, traceId: string): ProblemAnswer {
  const { code, detail, fields } = problem;
  const { status, title } = problems[code];
  const body: ProblemBody = { type: problemType(code), title, status, detail, code, traceId };
  return {
    status,
    headers: {
      'content-type': PROBLEM_TYPE,
      'cache-control': 'no-store',
      ...(status === 503 && { 'retry-after': '1' }),
      ...problem.headers,
    },
    body: JSON.stringify(fields ? { ...body, fields } : body),
  };
}

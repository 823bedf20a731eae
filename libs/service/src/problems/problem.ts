import { HttpException } from '@nestjs/common';
import { type InvalidField, type ProblemCode, problems } from '@doorman/contracts';

export interface ProblemOptions {
  /** What is particular to this occurrence, in words for the person at the other end: no credential, no SQL. */
  readonly detail?: string | undefined;
  /** Such as `Retry-After` and `WWW-Authenticate`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** With `request-invalid`. */
  readonly fields?: readonly InvalidField[] | undefined;
  /** For the log alone. */
  readonly cause?: unknown;
}

/** An answer that is an error: `throw new Problem('email-taken')`. Status, title and log level come from the table. */
export class Problem extends HttpException {
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fields: readonly InvalidField[] | undefined;

  constructor(
    readonly code: ProblemCode,
    options: ProblemOptions = {},
  ) {
    const { status, title } = problems[code];
    const detail = options.detail ?? title;
    super({ code, detail }, status, { cause: options.cause });
    this.name = 'Problem';
    this.message = detail;
    this.detail = detail;
    this.headers = options.headers ?? {};
    this.fields = options.fields;
  }
}

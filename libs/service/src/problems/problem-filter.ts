import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { problems } from '@doorman/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemAnswer } from './problem-answer.js';
import { problemFrom } from './problem-from.js';
import type { Problem } from './problem.js';

/**
 * Answers every error as a problem and logs it once, as loud as the table says. Fastify's own errors and unknown routes
 * come through here too, because Nest installs its exception layer as Fastify's error and not-found handler.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemFrom(error);
    logProblem(request, problem);
    if (reply.sent) return;
    const { status, headers, body } = problemAnswer(problem, request.id);
    // Nobody is logged out by an outage: whatever the route wanted to do to the cookie, it did not succeed.
    if (status >= 500) reply.removeHeader('set-cookie');
    void reply.code(status).headers(headers).send(body);
  }
}

function logProblem(request: FastifyRequest, problem: Problem): void {
  const { code, detail, cause } = problem;
  const { status, logLevel } = problems[code];
  const line = { code, status, method: request.method, route: request.routeOptions.url };
  if (logLevel === 'error') request.log.error({ ...line, err: cause ?? problem }, detail);
  else if (logLevel === 'warn') request.log.warn({ ...line, because: because(cause) }, detail);
  else request.log[logLevel](line, detail);
}

/** An outage fails every request while it lasts: its lines say why and spare the stack. */
function because(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const reason = because(error.cause);
  return reason === undefined ? error.message : `${error.message}: ${reason}`;
}

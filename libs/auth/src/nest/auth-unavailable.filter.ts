import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { AuthUnavailable } from '../errors.js';

interface Reply {
  code(status: number): Reply;
  header(name: string, value: string): Reply;
  send(body: string): unknown;
}

/**
 * The outage policy, for services that bring no filter of their own for it: 503 with `Retry-After` as an RFC 9457 problem,
 * the cookie left alone.
 */
@Catch(AuthUnavailable)
export class AuthUnavailableFilter implements ExceptionFilter<AuthUnavailable> {
  catch(error: AuthUnavailable, host: ArgumentsHost): void {
    const { code, retryAfterSeconds } = error;
    host
      .switchToHttp()
      .getResponse<Reply>()
      .code(503)
      .header('retry-after', String(retryAfterSeconds))
      .header('content-type', 'application/problem+json')
      .send(
        JSON.stringify({
          type: `urn:doorman:problem:${code}`,
          title: 'Cannot be checked at the moment',
          status: 503,
          detail: 'Who is asking cannot be checked at the moment. The login is unchanged; try again.',
          code,
        }),
      );
  }
}

import { z } from 'zod';
import type { MemberConnection } from '../member-connection.js';
import type { Verdict, Verifier } from '../strategy.js';
import { verdictOf } from './introspection.js';
import { isOpaqueToken } from './opaque-token.js';

/** What a verifier needs of the answer; more is in it. */
const Answer = z.discriminatedUnion('active', [
  z.object({ active: z.literal(true), sub: z.guid() }),
  z.object({ active: z.literal(false) }),
]);

/**
 * Asks the member service about every token (RFC 7662 section 2.1), and remembers nothing: what it said a moment ago may have been
 * undone by a logout. Requests with the same token share a question while it is under way, which is the only time that an answer can be
 * older than the request it is given to, and is bounded by `STORE_TIMEOUT_MS`.
 */
export class IntrospectionClient implements Verifier {
  readonly #underWay = new Map<string, Promise<Verdict>>();
  readonly #headers: Record<string, string>;

  constructor(
    private readonly connection: MemberConnection,
    serviceToken: string,
  ) {
    this.#headers = { authorization: `Bearer ${serviceToken}` };
  }

  verify(token: string): Verdict | Promise<Verdict> {
    if (!isOpaqueToken(token)) return { ok: false, refusal: 'malformed' };
    const shared = this.#underWay.get(token);
    if (shared) return shared;
    const answer = this.#ask(token).finally(() => this.#underWay.delete(token));
    this.#underWay.set(token, answer);
    return answer;
  }

  #ask(token: string): Promise<Verdict> {
    return this.connection.ask(
      { path: '/introspect', headers: this.#headers, form: { token, token_type_hint: 'access_token' } },
      ({ body }) => verdictOf(Answer.parse(body)),
    );
  }
}

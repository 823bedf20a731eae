import type { Service } from '../topology/service.js';
import type { Deed } from './record.js';
import type { Answer, Shopper } from './shopper.js';

/** One GET through a load balancer. */
export interface BalancedRequest {
  /** As it is written down. */
  readonly kind: string;
  /** What stands behind the balancer: `order`, `member`. */
  readonly target: string;
  readonly replicas: readonly Service[];
  /** Where it is tried first. */
  readonly turn: number;
  readonly path: string;
}

/** Which replicas were passed over can be seen from `tries`. */
export function balanced(request: BalancedRequest, shopper: number, who: Shopper | undefined): Deed {
  if (!who) throw new Error('The plan has no such shopper');
  const { kind, target } = request;
  let tries = 0;
  const send = async (url: string) => {
    tries++;
    return who.send('GET', `${url}${request.path}`);
  };
  return { kind, target, shopper, send: () => nextOnFailure(request, send), see: () => ({ tries }) };
}

/**
 * A replica that cannot be reached, or breaks the connection, is passed over for the next one.
 * @throws what the last replica threw; at once when one gives no answer, for then the client's patience is over too
 */
async function nextOnFailure(
  { replicas, turn }: BalancedRequest,
  send: (url: string) => Promise<Answer>,
): Promise<Answer> {
  let failure: unknown = new Error('There is no replica');
  for (let at = turn; at < turn + replicas.length; at++) {
    try {
      return await send(replicas[at % replicas.length]?.url ?? '');
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError') throw error;
      failure = error;
    }
  }
  throw failure;
}

import { availableParallelism } from 'node:os';
import { Problem } from '@doorman/service';
import { Injectable } from '@nestjs/common';
import pLimit from 'p-limit';

/**
 * Hashes at a time. Each takes a core for 10 to 20 ms and one of the four threads that Node also resolves names and reads
 * files with, so one core is left to the event loop and one thread to the rest of the process.
 */
const AT_A_TIME = Math.max(1, Math.min(3, availableParallelism() - 1));

/** Whoever would wait longer, two to four seconds with one turn, has given up before the answer: better told so at once. */
const WAITING_MAX = 200;

/** Keeps a storm of logins from taking the processor away from everybody who is logged in already. */
@Injectable()
export class HashingTurns {
  private readonly limit = pLimit(AT_A_TIME);

  /** @throws Problem `login-unavailable` when too many are waiting, without running `work` */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.limit.pendingCount >= WAITING_MAX) throw new Problem('login-unavailable');
    return this.limit(work);
  }
}

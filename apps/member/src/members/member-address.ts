import { Me } from '@doorman/contracts';
import type { z } from 'zod';

/** `GET /members/{id}/address`, between services; null until the member has given one. */
export const MemberAddress = Me.pick({ address: true });
export type MemberAddress = z.infer<typeof MemberAddress>;

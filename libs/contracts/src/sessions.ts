import { z } from 'zod';

/** One login that the strategy still knows; times are ISO 8601 in UTC, `id` is no credential. */
export const Session = z.strictObject({
  id: z.string(),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  /** The one that asked. */
  current: z.boolean(),
});
export type Session = z.infer<typeof Session>;

/** `GET /sessions` */
export const Sessions = z.array(Session);
export type Sessions = z.infer<typeof Sessions>;

/** `DELETE /sessions/{id}`: the strategy chooses its ids, so nothing but their size and alphabet is fixed here. */
export const SessionPath = z.strictObject({
  id: z.string().regex(/^[\w-]{1,100}$/, 'is not the id of a session'),
});
export type SessionPath = z.infer<typeof SessionPath>;

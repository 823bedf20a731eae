import { z } from 'zod';

/**
 * One line of text a person typed: trimmed, 1 to `max` characters, no control characters. PostgreSQL cannot store U+0000 and
 * answers an insert of it with an error, so it has to be refused here.
 */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not contain control characters');

/** The path of a route that names one thing by its id. */
export const IdPath = z.strictObject({ id: z.uuid() });
export type IdPath = z.infer<typeof IdPath>;

import { z } from 'zod';
import { type ProblemCode, problems } from './problems.js';

const codes = Object.keys(problems) as [ProblemCode, ...ProblemCode[]];

/** A part of the request that is not as the route asks for. The value itself is never repeated. */
export const InvalidField = z.strictObject({ path: z.string(), problem: z.string() });
export type InvalidField = z.infer<typeof InvalidField>;

/** The body of every answer that is an error: `application/problem+json` (RFC 9457). Branch on `code`. */
export const ProblemBody = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string(),
  code: z.enum(codes),
  /** Finds the request in the logs of every service it passed through (W3C trace context). */
  traceId: z.string(),
  /** With `request-invalid`. */
  fields: z.array(InvalidField).optional(),
});
export type ProblemBody = z.infer<typeof ProblemBody>;

import { z } from 'zod';

/** A setting that is a whole number between two bounds, both allowed. */
export const wholeNumber = (fallback: number, min: number, max: number) =>
  z.coerce
    .number(`must be a whole number from ${min} to ${max}`)
    .int(`must be a whole number from ${min} to ${max}`)
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`)
    .default(fallback);

/** A setting in milliseconds; at least one, because 0 means "no limit" to half of the libraries that take one. */
export const milliseconds = (fallback: number, max = 60_000) => wholeNumber(fallback, 1, max);

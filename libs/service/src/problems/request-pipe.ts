import { StandardSchemaValidationPipe } from '@nestjs/common';
import { Problem } from './problem.js';

/** A body of a thousand mistakes is answered with the first of them. */
const FIELDS_MAX = 20;

/**
 * Validates what a route declares with `@Body({ schema })`, `@Param({ schema })` or `@Query({ schema })`. The answer names
 * the fields and what is wrong with them, never their values: one of them may be a password.
 */
export const requestPipe = () =>
  new StandardSchemaValidationPipe({
    exceptionFactory: (issues) =>
      new Problem('request-invalid', {
        fields: issues.slice(0, FIELDS_MAX).map(({ path = [], message }) => ({
          path: path.map((segment) => String(typeof segment === 'object' ? segment.key : segment)).join('.'),
          problem: message,
        })),
      }),
  });

import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Problem } from './problems/problem.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    acceptsForm?: boolean;
  }
}

/** Lets a route take a form. For routes that no cookie opens: another site's page can send a form without asking first. */
export const AcceptsForm = () => RouteConfig({ acceptsForm: true });

/** Reads forms where a route says `@AcceptsForm()`; elsewhere they stay refused with 415. Each field may come once (RFC 6749 section 3.2). */
export function readFormBodies(fastify: FastifyInstance): void {
  fastify.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (request, body, done) => {
      if (!request.routeOptions.config.acceptsForm) return done(new Problem('unsupported-media-type'));
      const fields = [...new URLSearchParams(body)];
      const form = Object.fromEntries(fields);
      if (Object.keys(form).length === fields.length) done(null, form);
      else done(new Problem('body-malformed', { detail: 'A field of the form is there twice' }));
    },
  );
}

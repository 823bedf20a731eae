import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import type { FastifyInstance } from 'fastify';

const require = createRequire(import.meta.url);

const files = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

const page = (title: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Doorman: ${title}</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs' });</script>
</html>
`;

/**
 * `GET /docs`: Swagger UI over `/openapi.json`. Two files by name, and not `SwaggerModule.setup`, whose `@fastify/static` 10
 * needs Node 22 and ends the process when it does not load.
 */
export function docs(fastify: FastifyInstance, title: string): void {
  fastify.get('/docs', (_, reply) => reply.type('text/html; charset=utf-8').send(page(title)));
  for (const [name, type] of Object.entries(files)) {
    const path = require.resolve(`swagger-ui-dist/${name}`);
    fastify.get(`/docs/${name}`, (_, reply) => reply.type(type).send(createReadStream(path)));
  }
}

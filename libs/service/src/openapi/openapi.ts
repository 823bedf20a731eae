import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ProblemBody } from '@doorman/contracts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { PROBLEM_TYPE } from '../problems/problem-answer.js';

/**
 * `GET /openapi.json`, made from the schemas that validate. Built when it is first asked for, so that a replica that nobody
 * reads about starts without it.
 */
export function openApi(
  fastify: FastifyInstance,
  app: NestFastifyApplication,
  title: string,
  cookieName: string,
): void {
  const head = new DocumentBuilder()
    .setTitle(`Doorman: ${title}`)
    .setVersion('1')
    .addBearerAuth()
    .addCookieAuth(cookieName)
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('cookie')
    .build();
  let document: OpenAPIObject | undefined;
  fastify.get('/openapi.json', (_, reply) =>
    reply.send((document ??= withProblems(SwaggerModule.createDocument(app, head)))),
  );
}

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** Every operation may answer with a problem. */
function withProblems(document: OpenAPIObject): OpenAPIObject {
  const schema = z.toJSONSchema(ProblemBody, { target: 'openapi-3.0' }) as object;
  const problem = {
    description: 'A problem (RFC 9457)',
    content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  for (const path of Object.values(document.paths)) {
    for (const method of methods) {
      const responses = path[method]?.responses;
      if (responses) responses['default'] = problem;
    }
  }
  const { schemas, ...components } = document.components ?? {};
  return { ...document, components: { ...components, schemas: { ...schemas, Problem: schema } } };
}

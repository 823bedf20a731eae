import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ProblemBody } from '@doorman/contracts';
import { z } from 'zod';
import { PROBLEM_TYPE } from './problems/problem-answer.js';

/**
 * `/openapi.json`, and `/docs` to browse it. Made from the schemas that validate, when it is first asked for: a replica that
 * nobody reads about starts without it.
 */
export function openApi(app: NestFastifyApplication, title: string, cookieName: string): void {
  const head = new DocumentBuilder()
    .setTitle(`Doorman: ${title}`)
    .setVersion('1')
    .addBearerAuth()
    .addCookieAuth(cookieName)
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('cookie')
    .build();
  SwaggerModule.setup('docs', app, () => withProblems(SwaggerModule.createDocument(app, head)), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
  });
}

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** Every operation may answer with a problem. */
function withProblems(document: OpenAPIObject): OpenAPIObject {
  const schema = z.toJSONSchema(ProblemBody, { target: 'openapi-3.0' }) as object;
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: schema },
  };
  const problem = {
    description: 'A problem (RFC 9457)',
    content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  for (const path of Object.values(document.paths)) {
    for (const method of methods) path[method]?.responses && (path[method].responses.default = problem);
  }
  return document;
}

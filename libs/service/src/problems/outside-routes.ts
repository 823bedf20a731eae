import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemCode } from '@doorman/contracts';
import { newTraceId } from '../trace/trace.js';
import { problemAnswer } from './problem-answer.js';
import { problemFrom } from './problem-from.js';
import { Problem } from './problem.js';

/** Fastify's router refuses malformed URLs before any hook or handler runs. */
export function answerRouterError(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const { status, headers, body } = problemAnswer(problemFrom(error), request.id);
  void reply.code(status).headers(headers).send(body);
}

const ofParser: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

/** Node's HTTP parser gave up: there is no request to answer, only a socket. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = new Problem(ofParser[error.code ?? ''] ?? 'request-malformed');
  const { status, headers, body } = problemAnswer(problem, newTraceId());
  const head = { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
}

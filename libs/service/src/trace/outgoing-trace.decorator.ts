import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { outgoingTrace, type Traced } from './trace.js';

/** The headers to send along with a call to another service: `place(@OutgoingTrace() trace: TraceHeaders)`. */
export const OutgoingTrace = createParamDecorator((_: unknown, context: ExecutionContext) =>
  outgoingTrace(context.switchToHttp().getRequest<Traced>()),
);

import { IdempotencyKey } from '@doorman/contracts';
import { Problem } from '@doorman/service';
import { type ExecutionContext, createParamDecorator } from '@nestjs/common';

export const IDEMPOTENCY_KEY = 'Idempotency-Key';

/** The key that the client repeats when it tries again. @throws Problem `idempotency-key-missing` */
export const RequiredIdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, unknown> }>();
  const { data: key, error } = IdempotencyKey.safeParse(headers[IDEMPOTENCY_KEY.toLowerCase()]);
  if (error) throw new Problem('idempotency-key-missing');
  return key;
});

import { expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { createLog } from './log.js';
import { NestLog } from './nest-log.js';

function logged(write: (log: ReturnType<typeof createLog>) => void) {
  const lines: string[] = [];
  write(createLog('tea', 'info', { write: (line) => lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('a line says which service wrote it, when, and how loud it is', () => {
  const [line] = logged((log) => log.warn('brewing'));
  expect(line).toMatchObject({ service: 'tea', level: 'warn', msg: 'brewing', pid: process.pid });
  expect(new Date(String(line!['time'])).getTime()).toBeGreaterThan(0);
});

it('what must not be in a log is taken out of it', () => {
  const headers = { authorization: 'Bearer hunter2', cookie: 'sid=hunter2', 'set-cookie': 'sid=hunter2' };
  const body = { password: 'hunter2', accessToken: 'hunter2', refreshToken: 'hunter2' };
  const lines = logged((log) => log.info({ req: { headers }, body, password: 'hunter2', headers }));
  expect(JSON.stringify(lines)).not.toContain('hunter2');
});

it('an error is told by its message, code, stack and cause, and not by what it carries', () => {
  const cause = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (email)=(ann@example.com)',
  });
  const [line] = logged((log) => log.error({ err: new Error('no', { cause }) }));
  expect(line!['err']).toMatchObject({ message: 'no', cause: { message: 'duplicate key', code: '23505' } });
  expect(JSON.stringify(line)).not.toContain('ann@example.com');
});

it('what Nest and the services say through its Logger is in the same log', () => {
  const lines = logged((log) => {
    Logger.overrideLogger(new NestLog(log));
    new Logger('Orders').log('completed');
    new Logger('Orders').error(new Error('lost'));
    new Logger('RouterExplorer').log('Mapped {/x, GET} route');
  });
  Logger.overrideLogger(false);
  expect(lines).toMatchObject([
    { level: 'info', msg: 'completed', context: 'Orders' },
    { level: 'error', msg: 'lost', context: 'Orders', err: { message: 'lost' } },
  ]);
});

/** The load generator's process: takes one job after the other, and ends with whoever started it. */
import { Connection, type Tally } from './connection.js';
import type { Answer, Done, Job } from './messages.js';

process.on('disconnect', () => process.exit());
process.on('message', (job: Job) => {
  perform(job).then(
    (done) => reply({ done }),
    (error: unknown) => reply({ failed: error instanceof Error ? error.message : String(error) }),
  );
});

const reply = (answer: Answer) => void process.send?.(answer);

async function perform({ ports, connections, forMs, path, headers, ...job }: Job): Promise<Done> {
  const tally: Tally = { ok: 0, refused: 0, other: 0 };
  const bytes = headers.map((fields) => requestOf(path, fields));
  const open = Array.from(
    { length: connections },
    (_, n) => new Connection(ports[n % ports.length] ?? 0, tally),
  );
  await Promise.all(open.map((connection) => connection.open()));
  const [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()];
  let sent = 0;
  const next = () =>
    performance.now() - startedAt < forMs && sent < (job.requests ?? Infinity)
      ? bytes[sent++ % bytes.length]
      : undefined;
  try {
    await Promise.all(open.map((connection) => connection.run(next)));
    const { user, system } = process.cpuUsage(cpuBefore);
    return { ...tally, seconds: (performance.now() - startedAt) / 1000, cpuSeconds: (user + system) / 1e6 };
  } finally {
    for (const connection of open) connection.close();
  }
}

function requestOf(path: string, fields: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ host: '127.0.0.1', ...fields }).map(([name, value]) => `${name}: ${value}`);
  return [`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}

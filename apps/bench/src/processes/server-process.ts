/* A process that is one server: its subject's name is the argument, `member` for the one that others ask. It ends with the bench. */
import { serveMember } from '../servers/member.js';
import { subjectOf } from '../subjects/index.js';
import type { Surroundings } from '../subjects/subject.js';
import type { FromServer } from './messages.js';

const [name = '', surroundings = '{}'] = process.argv.slice(2);
const tell = (message: FromServer) => process.send?.(message);

process.on('disconnect', () => process.exit());
// Ctrl-C reaches the whole process group; the bench says when to end.
process.on('SIGINT', () => undefined);

try {
  const { port, requests } =
    name === 'member'
      ? await serveMember()
      : await subjectOf(name).serve(JSON.parse(surroundings) as Surroundings);
  process.on('message', () => tell({ cpu: process.cpuUsage() }));
  tell({ port, requests });
} catch (error) {
  tell({ failure: error instanceof Error ? error.message : String(error) });
}

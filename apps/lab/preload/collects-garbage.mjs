/**
 * Loaded before a service by `node --import`, where it is asked what it keeps in memory: collects garbage on SIGUSR2, so that only what is kept is left. The
 * service itself stays as it is.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
process.on('SIGUSR2', () => collect());

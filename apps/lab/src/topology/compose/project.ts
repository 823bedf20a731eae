import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { supervisor } from '@doorman/stores';
import type { Environment } from '../settings.js';
import { Container } from './container.js';
import { Docker, surroundings } from './docker.js';
import { type App, environmentFile, overrideOf } from './override.js';

const repository = fileURLToPath(new URL('../../../../../', import.meta.url));

const BUILD_TIMEOUT_MS = 15 * 60_000;
const START_TIMEOUT_MS = 3 * 60_000;
/** Ending a container that ignores us, and removing what it had. */
const DOWN_TIMEOUT_MS = 60_000;
const DOWN_TRIES = 3;

/** How many replicas of each. */
export type Scale = Readonly<Record<App, number>>;

/** A Compose project of our own: nothing of anybody else's is touched, and nothing of it is left behind, whatever the exit. */
export class Project {
  readonly #docker = new Docker();
  readonly #undoing: readonly (readonly string[])[];

  private constructor(
    readonly name: string,
    private readonly folder: string,
  ) {
    const environment = Object.entries(surroundings())
      // An argument is seen by everybody, and a proxy may have a password.
      .filter(([variable]) => !/proxy$/i.test(variable))
      .map(([variable, value]) => `${variable}=${value}`);
    this.#undoing = [downArguments(name), removeImagesArguments(name)].map((args) => [
      // The reaper has no environment of its own.
      'env',
      ...environment,
      'docker',
      ...args,
    ]);
  }

  /** A new one, of which there is nothing yet but a folder that only we can read. */
  static async create(): Promise<Project> {
    const name = `doorman-lab-${randomBytes(6).toString('hex')}`;
    const project = new Project(name, await supervisor.directory('doorman-compose-'));
    // Sooner than what they undo is done.
    for (const command of project.#undoing) supervisor.holdCommand(command);
    return project;
  }

  /** What of docker-compose.yml stands open, and what this shop is told. */
  async configure(values: Environment, settings: Readonly<Record<App, Environment>>): Promise<void> {
    await writeFile(join(this.folder, 'settings.env'), environmentFile(values), { mode: 0o600 });
    await this.tell(settings);
  }

  /** What containers that are created from now on are told. */
  async tell(settings: Readonly<Record<App, Environment>>): Promise<void> {
    await writeFile(join(this.folder, 'override.json'), overrideOf(settings), { mode: 0o600 });
  }

  async build(): Promise<void> {
    await this.#compose(['build', '--quiet', 'member', 'order'], BUILD_TIMEOUT_MS);
  }

  /** What the containers of a run depend on: `{ 'node of the services': '24.1.0', redis: '7.4.2' }`. Pulls the image of Redis where it is missing. */
  async versions(): Promise<Readonly<Record<string, string>>> {
    const redisImage = (await this.#compose(['config', '--images', 'redis'], START_TIMEOUT_MS)).trim();
    const ask = async (image: string, ...command: string[]) =>
      versionIn(
        await this.#docker.run(['run', '--rm', '--network', 'none', image, ...command], BUILD_TIMEOUT_MS),
      );
    return {
      'node of the services': await ask(`${this.name}-member`, 'node', '--version'),
      redis: await ask(redisImage, 'redis-server', '--version'),
    };
  }

  /** Creates what is missing, waiting for the stores to be healthy and not for the services. */
  async up(scale: Scale, profiles: readonly string[] = []): Promise<void> {
    await this.#compose(upArguments(scale, profiles), START_TIMEOUT_MS);
  }

  /** Creates the containers of one service that are missing, and leaves those that run as they are. */
  async fill(service: string, scale?: number): Promise<void> {
    await this.#compose(fillArguments(service, scale), START_TIMEOUT_MS);
  }

  /** The containers of a service by number, running or not. */
  async containers(service: string): Promise<Container[]> {
    const label = (name: string) => `label=com.docker.compose.${name}`;
    const filters = [`${label('project')}=${this.name}`, `${label('service')}=${service}`];
    const printed = await this.#docker.run([
      'ps',
      '--all',
      '--no-trunc',
      ...filters.flatMap((filter) => ['--filter', filter]),
      '--format',
      '{{.ID}} {{.Label "com.docker.compose.container-number"}}',
    ]);
    return idsByNumber(printed).map((id) => new Container(this.#docker, id));
  }

  /** Its volume, by the name that docker-compose.yml gives it. */
  async removeVolume(volume: string): Promise<void> {
    await this.#docker.run(['volume', 'rm', `${this.name}_${volume}`]);
  }

  /** Removes containers, volumes and networks; the images stay. */
  async down(): Promise<void> {
    await down(this.name, this.#docker);
  }

  /** Ends what is being done, and removes everything. */
  async remove(): Promise<void> {
    this.#docker.stop();
    const docker = new Docker();
    await down(this.name, docker);
    await docker.run(removeImagesArguments(this.name)).catch(() => undefined); // never built
    for (const command of this.#undoing) supervisor.releaseCommand(command);
    await supervisor.removeDirectory(this.folder);
  }

  #compose(args: readonly string[], timeoutMs: number): Promise<string> {
    return this.#docker.run([...this.#files(), ...args], timeoutMs);
  }

  #files(): string[] {
    return [
      'compose',
      '--project-name',
      this.name,
      '--project-directory',
      repository,
      '--file',
      join(repository, 'docker-compose.yml'),
      '--file',
      join(this.folder, 'override.json'),
      '--env-file',
      join(this.folder, 'settings.env'),
    ];
  }
}

/** Again while something is left: what was being created when we were interrupted may have come after the list was made. */
async function down(name: string, docker: Docker): Promise<void> {
  for (let tries = 1; ; tries++) {
    await docker.run(downArguments(name), DOWN_TIMEOUT_MS);
    const left = await docker.run([
      'ps',
      '--all',
      '--quiet',
      '--filter',
      `label=com.docker.compose.project=${name}`,
    ]);
    if (left.trim() === '') return;
    if (tries === DOWN_TRIES) throw new Error(`containers of the project ${name} are left`);
  }
}

/** By the labels that Compose gives to all it makes. Without a file, so it needs none of ours; at the root, where it finds none either. */
export const downArguments = (name: string): string[] => [
  'compose',
  '--project-name',
  name,
  '--project-directory',
  '/',
  'down',
  '--volumes',
  '--remove-orphans',
  '--timeout',
  '0',
];

const removeImagesArguments = (name: string): string[] => [
  'image',
  'rm',
  '--force',
  `${name}-member`,
  `${name}-order`,
];

export const upArguments = (scale: Scale, profiles: readonly string[]): string[] => [
  ...profiles.flatMap((profile) => ['--profile', profile]),
  'up',
  '--detach',
  '--no-build',
  ...Object.entries(scale).flatMap(([app, count]) => ['--scale', `${app}=${count}`]),
  ...Object.keys(scale),
];

export const fillArguments = (service: string, scale?: number): string[] => [
  'up',
  '--detach',
  '--no-build',
  '--no-deps',
  '--no-recreate',
  ...(scale === undefined ? [] : ['--scale', `${service}=${scale}`]),
  service,
];

/** @param printed `v24.1.0`, or `Redis server v=7.4.2 sha=…` */
export const versionIn = (printed: string): string => /\d+\.\d+\.\d+/.exec(printed)?.[0] ?? printed.trim();

/** @param printed lines of `id number` */
export const idsByNumber = (printed: string): string[] =>
  printed
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().split(' '))
    .sort(([, one], [, other]) => Number(one) - Number(other))
    .map(([id = '']) => id);

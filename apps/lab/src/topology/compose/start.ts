import { randomBytes } from 'node:crypto';
import { preloading } from '../preload.js';
import type { Service } from '../service.js';
import { type Environment, memberSettings, shopSettings } from '../settings.js';
import type { Topology, TopologyOptions } from '../topology.js';
import type { Container } from './container.js';
import { containerRedis } from './container-redis.js';
import { containerService } from './container-service.js';
import { type App, preloadInside } from './override.js';
import type { Project, Scale } from './project.js';

const REDIS_URL = 'redis://redis:6379';

/** The shop in containers, with every service ready. @throws Error with the words of the first that did not start; then none is left */
export async function startContainers(project: Project, options: TopologyOptions): Promise<Topology> {
  const { strategy, members = 1, orders = 1, preload } = options;
  const scale: Scale = { member: members, order: orders };
  const replicatesSessions = strategy === 'replicated-session';
  const shared = shopSettings(strategy, REDIS_URL, {
    ...(preload && preloading(preload, preloadInside)),
    ...options.environment,
  });
  const settings: Record<App, Environment> = { member: { ...memberSettings(), ...shared }, order: shared };
  try {
    await project.configure(openValues(shared), settings);
    await project.up(scale, replicatesSessions ? ['replicated-session'] : []);
    const [redis, postgres] = await Promise.all([
      containerRedis('redis', project),
      project.containers('postgres').then(([container]) => postgresIn(container)),
    ]);
    const copies = replicatesSessions ? ['redis-of-member', 'redis-of-order'] : [];
    const replicas = await Promise.all(copies.map((service) => containerRedis(service, project)));
    const services = (app: App) => servicesOf(app, scale, settings, project);
    const [memberServices, orderServices] = await Promise.all([services('member'), services('order')]);
    return {
      strategy,
      members: memberServices,
      orders: orderServices,
      redis,
      replicas,
      links: new Map(),
      postgres,
      stop: () => project.down(),
    };
  } catch (error) {
    await project.down();
    throw error;
  }
}

/** What docker-compose.yml leaves open and asks for. */
const openValues = ({ SERVICE_TOKEN = '' }: Environment): Environment => ({
  SERVICE_TOKEN,
  POSTGRES_PASSWORD: randomBytes(24).toString('base64url'),
});

async function servicesOf(
  app: App,
  scale: Scale,
  settings: Record<App, Environment>,
  project: Project,
): Promise<Service[]> {
  const containers = await project.containers(app);
  if (containers.length < scale[app]) throw new Error(`only ${containers.length} of ${app} were started`);
  const known = new Set(containers.map(({ id }) => id));
  const recreate = async (container: Container, changed: Environment): Promise<Container> => {
    await container.remove();
    await project.tell({ ...settings, [app]: changed });
    await project.fill(app, scale[app]);
    const made = (await project.containers(app)).find(({ id }) => !known.has(id));
    if (!made) throw new Error(`no container of ${app} was made again`);
    known.add(made.id);
    return made;
  };
  return Promise.all(
    containers.map((container, at) =>
      containerService(container, { app, name: `${app}-${at + 1}`, settings: settings[app], recreate }),
    ),
  );
}

function postgresIn(container: Container | undefined): Topology['postgres'] {
  if (!container) throw new Error('there is no container of postgres');
  return {
    url: 'postgres://postgres:5432',
    pid: undefined,
    kill: () => container.kill(),
    freeze: () => container.freeze(),
    thaw: () => container.thaw(),
    stop: () => container.stop(),
  };
}

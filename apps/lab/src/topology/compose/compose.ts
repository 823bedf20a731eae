import { onInterrupt } from '../../until-interrupted.js';
import type { Driver, Site } from '../driver.js';
import { Docker } from './docker.js';
import { findEngine } from './engine.js';
import { Project } from './project.js';
import { startContainers } from './start.js';

/** The containers of docker-compose.yml, without the door: replicas are asked one by one. One shop at a time, all in one project. */
export const compose: Driver = {
  name: 'compose',
  has: [],
  lanes: 1,
  open,
};

async function open(says: (doing: string) => void): Promise<Site> {
  const engine = await findEngine(new Docker());
  const project = await Project.create();
  onInterrupt(() => project.remove());
  try {
    says('building the images of member and order');
    await project.configure(
      { SERVICE_TOKEN: 'unused', POSTGRES_PASSWORD: 'unused' },
      { member: {}, order: {} },
    );
    await project.build();
    const versions = { ...engine, ...(await project.versions()) };
    return {
      versions,
      start: (options) => startContainers(project, options),
      close: () => project.remove(),
    };
  } catch (error) {
    await project.remove();
    throw error;
  }
}

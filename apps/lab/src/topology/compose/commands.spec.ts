import { describe, expect, it } from '@jest/globals';
import { replyIn } from './container-redis.js';
import { portIn } from './container.js';
import { surroundings } from './docker.js';
import { downArguments, fillArguments, idsByNumber, upArguments, versionIn } from './project.js';

describe('what docker is told', () => {
  it('starts so many of each, and the copies of a profile', () => {
    expect(upArguments({ member: 1, order: 3 }, ['replicated-session']).join(' ')).toBe(
      '--profile replicated-session up --detach --no-build --scale member=1 --scale order=3 member order',
    );
  });

  it('makes a container again and leaves the others as they are', () => {
    expect(fillArguments('order', 3).join(' ')).toBe(
      'up --detach --no-build --no-deps --no-recreate --scale order=3 order',
    );
    expect(fillArguments('redis')).not.toContain('--scale');
  });

  it('takes down the project with its volumes, and no other', () => {
    expect(downArguments('doorman-lab-1').join(' ')).toBe(
      'compose --project-name doorman-lab-1 --project-directory / down --volumes --remove-orphans --timeout 0',
    );
  });

  it('has of our surroundings what finds the engine, and no setting of the shop or of Compose', () => {
    const told = { PATH: '/bin', DOCKER_HOST: 'ssh://far', HTTPS_PROXY: 'http://proxy', HOME: '/home/me' };
    const kept = {
      AUTH_STRATEGY: 'stateless',
      COMPOSE_PROFILES: 'all',
      REDIS_URL: 'redis://mine',
      PATHS: '',
    };
    expect(surroundings({ ...told, ...kept })).toEqual(told);
  });
});

describe('what docker prints', () => {
  it('holds the port that leads to a container', () => {
    expect(portIn('127.0.0.1:32773\n')).toBe(32773);
    expect(() => portIn('')).toThrow('no published port');
  });

  it('holds the containers of a service in the order of their numbers', () => {
    expect(idsByNumber('c 10\nb 2\na 1\n')).toEqual(['a', 'b', 'c']);
    expect(idsByNumber('')).toEqual([]);
  });

  it('holds a version', () => {
    expect(versionIn('v24.21.0\n')).toBe('24.21.0');
    expect(versionIn('Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0')).toBe('7.0.15');
  });

  it('holds what Redis replied: lists, numbers, and the text of INFO as it is', () => {
    expect(replyIn('["maxmemory","268435456"]\n')).toEqual(['maxmemory', '268435456']);
    expect(replyIn('3\n')).toBe(3);
    expect(replyIn('# Persistence\r\nloading:0\r\n')).toBe('# Persistence\r\nloading:0\r\n');
  });
});

import { describe, expect, it } from '@jest/globals';
import { environmentFile, overrideOf } from './override.js';

interface Override {
  readonly services: Record<string, Record<string, unknown>>;
}

const read = (settings: Parameters<typeof overrideOf>[0]) => JSON.parse(overrideOf(settings)) as Override;

describe('what a run changes in docker-compose.yml', () => {
  const { services } = read({
    member: { ACCESS_TOKEN_PRIVATE_KEY: 'a\nb', SERVICE_TOKEN: 'pa$$w$rd' },
    order: { SERVICE_TOKEN: 'pa$$w$rd' },
  });

  it('lets every replica be reached at a port of this machine that is free, over a network with a way out', () => {
    expect(services['member']).toMatchObject({ ports: ['127.0.0.1::3001'], networks: ['outside'] });
    expect(services['order']).toMatchObject({ ports: ['127.0.0.1::3002'], networks: ['outside'] });
    expect(services['redis']).not.toHaveProperty('ports');
  });

  it('leaves dead what was killed', () => {
    for (const service of Object.values(services)) expect(service['restart']).toBe('no');
  });

  it('gives each service its own settings, and a value with a dollar sign as it is', () => {
    expect(services['member']?.['environment']).toEqual({
      ACCESS_TOKEN_PRIVATE_KEY: 'a\nb',
      SERVICE_TOKEN: 'pa$$$$w$$rd',
    });
    expect(services['order']?.['environment']).toEqual({ SERVICE_TOKEN: 'pa$$$$w$$rd' });
  });

  it('puts modules that can be loaded first beside the services, not to be written to', () => {
    expect(services['order']?.['volumes']).toEqual([
      expect.stringMatching(/lab\/preload\/:\/app\/preload\/:ro$/),
    ]);
  });
});

it('writes what Compose asks for in a form in which nothing is replaced', () => {
  expect(environmentFile({ SERVICE_TOKEN: 'a$b', POSTGRES_PASSWORD: 'c' })).toBe(
    "SERVICE_TOKEN='a$b'\nPOSTGRES_PASSWORD='c'\n",
  );
});

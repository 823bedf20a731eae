import { describe, expect, it } from '@jest/globals';
import { DriverMissing } from '../driver.js';
import { checkedEngine } from './engine.js';

describe('what containers are run with', () => {
  it.each(['2.20.0', 'v2.29.1-desktop.1', '2.40.3', '5.0.0'])('is Compose %s', (compose) => {
    expect(checkedEngine('28.2.2', compose)).toEqual({ docker: '28.2.2', compose });
  });

  it.each([
    ['', '2.40.3', 'docker is not running: start Docker, or leave --on compose out'],
    ['28.2.2', '', 'docker compose is missing: install 2.20 or newer, or leave --on compose out'],
    [
      '28.2.2',
      '2.19.1',
      'docker compose 2.19.1 is too old: install 2.20 or newer, or leave --on compose out',
    ],
    [
      '28.2.2',
      '1.29.2',
      'docker compose 1.29.2 is too old: install 2.20 or newer, or leave --on compose out',
    ],
  ])('is not an engine "%s" with Compose "%s", and what to do is said', (docker, compose, message) => {
    expect(() => checkedEngine(docker, compose)).toThrow(new DriverMissing(message));
  });
});

import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import * as contracts from './index.js';

const { Address, IdempotencyKey, Login, NewMember, NewOrder, ProblemBody, problems } = contracts;
const member = { email: 'ann@example.com', password: 'correct horse', name: 'Ann' };

describe('a new member', () => {
  it('is known by the email in lower case, without the spaces around it', () => {
    expect(NewMember.parse({ ...member, email: '  Ann@Example.COM ' })).toEqual(member);
  });

  it.each([
    ['no email', { ...member, email: undefined }],
    ['something that is not an email', { ...member, email: 'ann' }],
    ['an email that no server carries', { ...member, email: `${'a'.repeat(250)}@example.com` }],
    ['a short password', { ...member, password: '1234567' }],
    ['a password that is costly to hash', { ...member, password: 'a'.repeat(201) }],
    ['a blank name', { ...member, name: '   ' }],
    ['a name that PostgreSQL cannot store', { ...member, name: 'Ann\u0000' }],
    ['a key nobody asked for', { ...member, admin: true }],
    ['wrong types', { email: 1, password: [], name: {} }],
  ])('with %s is refused', (_, body) => {
    expect(NewMember.safeParse(body).success).toBe(false);
  });
});

it('a password is the same however its letters were composed', () => {
  expect(Login.parse({ ...{ email: member.email }, password: 'cafe\u0301' }).password).toBe('caf\u00e9');
});

it('a country is two letters', () => {
  const address = { line1: '1 High St', city: 'Seoul', postcode: '04524', country: 'kr' };
  expect(Address.parse(address).country).toBe('KR');
  expect(Address.safeParse({ ...address, country: 'KOR' }).success).toBe(false);
});

describe('a new order', () => {
  it('without a body is of the cart', () => {
    expect(NewOrder.parse(undefined)).toEqual({});
  });

  it.each([
    ['no item', []],
    ['none of a product', [{ sku: 'tea', quantity: 0 }]],
    ['a hundred of a product', [{ sku: 'tea', quantity: 100 }]],
    ['half a product', [{ sku: 'tea', quantity: 0.5 }]],
    [
      'a product twice',
      [
        { sku: 'tea', quantity: 1 },
        { sku: 'tea', quantity: 2 },
      ],
    ],
  ])('of %s is refused', (_, items) => {
    expect(NewOrder.safeParse({ items }).success).toBe(false);
  });
});

it('an idempotency key is short and visible', () => {
  expect(IdempotencyKey.safeParse('b9c5-1').success).toBe(true);
  for (const key of ['', 'a b', 'é', 'a'.repeat(201)])
    expect(IdempotencyKey.safeParse(key).success).toBe(false);
});

it('every body converts to the JSON Schema of OpenAPI 3.0', () => {
  for (const [name, schema] of Object.entries(contracts)) {
    if (!(schema instanceof z.ZodType)) continue;
    for (const io of ['input', 'output'] as const) {
      expect([name, z.toJSONSchema(schema, { target: 'openapi-3.0', io })]).toEqual([
        name,
        expect.anything(),
      ]);
    }
  }
  expect(z.toJSONSchema(NewMember, { io: 'input' }).properties?.['email']).toMatchObject({ format: 'email' });
});

describe('the problem table', () => {
  it('names every code that a problem can carry', () => {
    expect(ProblemBody.shape.code.options).toEqual(Object.keys(problems));
  });

  it('has unavailability in one status, and never lets it pass for a refusal', () => {
    for (const [code, kind] of Object.entries(problems)) {
      expect([code, kind.status === 503]).toEqual([code, code.endsWith('unavailable')]);
    }
  });
});

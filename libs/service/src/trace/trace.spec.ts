import { describe, expect, it } from '@jest/globals';
import { newTrace, newTraceId, outgoingTrace, traceIdOf } from './trace.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const parentId = '00f067aa0ba902b7';
const traceparent = `00-${traceId}-${parentId}-01`;

describe('a trace', () => {
  it('goes on with the id and the flags it came with, under a parent of ours', () => {
    const headers = { traceparent, tracestate: 'rojo=1' };
    const outgoing = outgoingTrace({ id: traceIdOf(headers), headers });
    expect(outgoing.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(outgoing.traceparent).not.toContain(parentId);
    expect(outgoing.tracestate).toBe('rojo=1');
  });

  it('of a later version is read as far as this one goes', () => {
    expect(traceIdOf({ traceparent: `01-${traceId}-${parentId}-01-more` })).toBe(traceId);
  });

  it.each([
    ['nothing', undefined],
    ['words', 'trace me'],
    ['no trace', `00-${'0'.repeat(32)}-${parentId}-01`],
    ['no parent', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['capitals', traceparent.toUpperCase()],
    ['more than version 00 has', `${traceparent}-more`],
    ['the version that is none', traceparent.replace('00', 'ff')],
    ['two of them', `${traceparent}, ${traceparent}`],
  ])('that comes as %s starts anew, and drops the state that came with it', (_, header) => {
    const headers = { traceparent: header, tracestate: 'rojo=1' } as Record<string, string>;
    const id = traceIdOf(headers);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(id).not.toBe(traceId);
    expect(outgoingTrace({ id, headers })).toEqual({ traceparent: expect.stringContaining(id) });
  });

  it('is never the same twice', () => {
    expect(new Set(Array.from({ length: 10_000 }, newTraceId)).size).toBe(10_000);
    expect(newTrace().traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });
});

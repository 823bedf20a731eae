import { describe, expect, it } from '@jest/globals';
import type { Figure } from '../figure.js';
import { armNames, madeFigures } from '../testing/figures.js';
import { drawFigure, savedPlot } from './draw.js';
import { narrow, wide } from './theme.js';

const forms = madeFigures([]).map(({ form }) => form);
const drawn = (form: Figure['form'], arms: readonly string[], layout = wide): string =>
  drawFigure(
    madeFigures(arms).find((figure) => figure.form === form)!,
    'name-1',
    layout,
  );

/** Words as they stand in the drawing, broken lines put together. */
const wordsOf = (svg: string): string =>
  [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text]) => text).join(' ');

describe.each(forms)('a drawing of the form %s', (form) => {
  it('has the same bytes every time', () => {
    expect(drawn(form, armNames(20))).toBe(drawn(form, armNames(20)));
  });

  it('has a title, a description and a role', () => {
    const svg = drawn(form, armNames(2));
    expect(svg).toMatch(
      /^<svg [^>]*role="img" aria-labelledby="name-1-wide-title name-1-wide-desc"><title id="name-1-wide-title">A title that/,
    );
    expect(svg).toContain('<desc id="name-1-wide-desc">What is to be seen.');
  });

  it.each([wide, narrow])('names each of twenty arms and its n, however long the name ($name)', (layout) => {
    const words = wordsOf(drawn(form, armNames(20), layout));
    // A group of arms of the same variant has the variant above it, once.
    for (const name of armNames(20))
      expect(words).toContain(name.startsWith('strategy') ? name.split(',')[0] : name);
    expect(words.match(/n[ \u00a0]=[ \u00a0]\d+/g)).toHaveLength(20);
  });

  it.each([wide, narrow])('stays within its width, and no coordinate is not a number ($name)', (layout) => {
    const svg = drawn(form, armNames(20), layout);
    expect(svg).toContain(`viewBox="0 0 ${layout.width} `);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('says so when there is no arm', () => {
    expect(wordsOf(drawn(form, []))).toContain('Nothing was recorded that could be drawn.');
  });

  it('shows markup in a name as text', () => {
    const svg = drawn(form, ['<b onload="x">&']);
    expect(svg).not.toContain('<b ');
    expect(svg).toContain('&lt;b');
  });

  it('is a file of its own with its style', () => {
    const svg = savedPlot(
      madeFigures(armNames(2)).find((figure) => figure.form === form)!,
      'name-1',
    );
    expect(svg).toContain('prefers-color-scheme:dark');
    expect(svg.endsWith('</svg>\n')).toBe(true);
  });
});

describe('what the drawings show', () => {
  it('gives each outcome a colour and a shape of its own', () => {
    const svg = drawn('timeline', ['one']);
    const legend = [...svg.matchAll(/<path d="([^"]*)" (?:fill|stroke)[^/]*?var\(--hue-(\d)\)/g)].slice(0, 5);
    expect(new Set(legend.map(([, path]) => path?.replace(/^M[^mh]*/, ''))).size).toBe(5);
    expect(new Set(legend.map(([, , hue]) => hue)).size).toBe(5);
  });

  it('shades the fault', () => {
    expect(drawn('timeline', ['one'])).toContain('fill="var(--shade)"');
  });

  it('draws every request: none is left out or merged', () => {
    const points = [...drawn('timeline', ['one']).matchAll(/ d="((?:M[\d.]+,[\d.]+[^M"]*)+)"/g)].map(
      ([, d]) => d ?? '',
    );
    const raw = points.filter((d) => (d.match(/M/g) ?? []).length > 1);
    expect(raw.reduce((sum, d) => sum + (d.match(/M/g) ?? []).length, 0)).toBe(60);
  });

  it('can draw what has no end, and a 0 on a logarithmic axis', () => {
    const svg = drawFigure(
      {
        form: 'strip',
        title: 't',
        finding: 'f',
        axis: { label: 'ms', logarithmic: true },
        rows: [{ arm: 'one', values: [0, 5, Infinity] }],
      },
      'name',
      wide,
    );
    expect(wordsOf(svg)).toContain('n\u00a0=\u00a03; 1 without end, not drawn');
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it('does not take shares for a count', () => {
    const bars = [{ arm: 'one', parts: { served: 1, lost: 0 } }];
    const svg = drawFigure(
      { form: 'bars', title: 't', finding: 'f', axis: { label: 'share' }, bars },
      'name',
      wide,
    );
    expect(wordsOf(svg)).not.toContain('n\u00a0=');
  });

  it('survives figures whose only values are equal, or none', () => {
    for (const values of [[], [0], [3, 3]]) {
      for (const logarithmic of [true, false]) {
        const svg = drawFigure(
          {
            form: 'strip',
            title: 't',
            finding: 'f',
            axis: { label: 'ms', logarithmic },
            rows: [{ arm: 'one', values }],
          },
          'name',
          narrow,
        );
        expect(svg).not.toMatch(/NaN|Infinity/);
      }
    }
  });
});

import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { comparisonTable } from './comparison-table.js';

it('the table in the README is what the strategies claim: renew it with npm run lab -- compare', () => {
  expect(readFileSync('README.md', 'utf8')).toContain(comparisonTable());
});

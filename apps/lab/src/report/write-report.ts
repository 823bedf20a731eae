import { join } from 'node:path';
import type { Manifest } from '../results/manifest.js';
import type { ResultFolder } from '../results/result-folder.js';
import { htmlReport } from './html/page.js';
import { markdownReport } from './markdown.js';
import { savedPlot } from './plots/draw.js';
import { type Report, readReport } from './report.js';
import { verdictDocument } from './verdict-document.js';

/**
 * Reads a saved result and writes what people read into the same folder: `report.html`, `report.md`, `verdict.json` and `plots/`. The same result gives the
 * same bytes, on any machine and at any time.
 * @returns the report, and where the page is
 */
export async function writeReport(
  folder: ResultFolder,
  manifest: Manifest,
): Promise<{ report: Report; path: string; markdown: string }> {
  const report = await readReport(folder, manifest);
  const verdicts = new Map(report.experiments.map(({ name, verdict }) => [name, verdict]));
  const markdown = markdownReport(report);
  await folder.put('report.html', htmlReport(report));
  await folder.put('report.md', markdown);
  await folder.put('verdict.json', `${JSON.stringify(verdictDocument(verdicts), null, 2)}\n`);
  for (const { name, figures } of report.experiments) {
    for (const [index, figure] of figures.entries()) {
      const id = `${name}-${index + 1}`;
      await folder.put(join('plots', `${id}.svg`), savedPlot(figure, id));
    }
  }
  return { report, path: join(folder.path, 'report.html'), markdown };
}

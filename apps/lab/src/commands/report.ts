import { BrokenResult, ResultFolder } from '../results/result-folder.js';
import { writeReport } from '../report/write-report.js';

/** Draws a saved run again. @returns for the shell: 0, or 2 when there is no result that can be read */
export async function report(result: string): Promise<0 | 2> {
  try {
    const { folder, manifest } = await ResultFolder.open(
      result === 'latest' ? await ResultFolder.latest('results') : result,
    );
    const { path, markdown } = await writeReport(folder, manifest);
    process.stdout.write(markdown);
    process.stderr.write(`The report is ${path}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof BrokenResult)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { RunnerError } from './errors.ts';

const companiesSchema = z.union([z.array(z.unknown()), z.object({ companies: z.array(z.unknown()) })]);

/** End of the name of the product's operator function that makes a company. */
const provisionFunction = 'provision-company';

/**
 * Loads the demo data once per data folder: companies through the product's own operator function, then whatever
 * `local/demo/seed.ts` does over the API. A second start finds `seeded.json` and does nothing.
 *
 * @throws RunnerError when a company is refused or the seed program fails; the next start tries again
 */
export const loadDemoData = async (options: {
  readonly demoDir: string;
  readonly dataDir: string;
  readonly outputsFile: string;
  readonly controlUrl: string;
  print(line: string): void;
}): Promise<void> => {
  const marker = join(options.dataDir, 'seeded.json');
  if (existsSync(marker)) return;
  const companiesFile = join(options.demoDir, 'companies.json');
  const seedProgram = join(options.demoDir, 'seed.ts');
  if (!existsSync(companiesFile) && !existsSync(seedProgram)) {
    options.print(`No demo data: neither ${companiesFile} nor ${seedProgram} exists.`);
    return;
  }
  options.print('Loading the demo data …');
  if (existsSync(companiesFile)) {
    const parsed = companiesSchema.parse(JSON.parse(readFileSync(companiesFile, 'utf8')));
    for (const company of Array.isArray(parsed) ? parsed : parsed.companies) {
      await provision(options.controlUrl, company);
    }
  }
  if (existsSync(seedProgram)) await runSeed(seedProgram, options.outputsFile);
  writeFileSync(marker, `${JSON.stringify({ seededAt: new Date().toISOString() })}\n`);
};

const provision = async (controlUrl: string, company: unknown): Promise<void> => {
  const answer = await fetch(`${controlUrl}/invoke/${provisionFunction}`, {
    method: 'POST',
    body: JSON.stringify(company),
  });
  const outcome = z.looseObject({ ok: z.boolean().default(false) }).parse(await answer.json());
  if (!outcome.ok) {
    throw new RunnerError(`A demo company was refused: ${JSON.stringify(outcome)}.`, 'See local/demo/companies.json.');
  }
};

/** Runs the seed program with `--outputs <file>`; what it prints is shown as it comes. */
const runSeed = async (program: string, outputsFile: string): Promise<void> => {
  const child = spawn(process.execPath, [program, '--outputs', outputsFile], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const endWithUs = () => child.kill();
  process.once('exit', endWithUs);
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', resolve);
  });
  process.off('exit', endWithUs);
  if (code !== 0) throw new RunnerError(`${program} failed (${code}).`, 'Correct it, then start with --reset.');
};

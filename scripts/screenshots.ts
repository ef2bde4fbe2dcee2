/**
 * Takes the screenshots of `docs/console.md` and writes the page: starts the local runner with the demo data, walks the
 * screens in Chromium as an administrator of the demo company, in Spanish on a desk and on a phone, some in English.
 *
 *     npm run screenshots
 *     npm run screenshots -- --every --out /tmp/look           every screen in both languages and widths as PNG, no page
 *     npm run screenshots -- --outputs .local/outputs.json     of a system that runs already
 *     npm run screenshots -- --only customers,alert            some screens, by name
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import * as z from 'zod';
import { launchChromium } from '../test/browser/support/chromium.ts';
import { startOwnSystem } from './demo/own-system.ts';
import { fill } from './screenshots/fill.ts';
import { consolePage } from './screenshots/page.ts';
import { type Language, type Scene, type Shot, scenes, type Width } from './screenshots/scenes.ts';

const root = resolve(import.meta.dirname, '..');
const heights: Readonly<Record<Width, number>> = { 1440: 900, 360: 760 };
/** Quality of WebP, of 100: texts stay sharp, and all pictures together below 2.5 MB. */
const quality = 62;
/** Which demo user looks: an administrator sees every action. */
const user = 'antonia@demo.example';
/** How long a page must be quiet before it is taken, ms. */
const quietMs = 600;

const { values } = parseArgs({
  options: {
    every: { type: 'boolean', default: false },
    out: { type: 'string' },
    outputs: { type: 'string' },
    only: { type: 'string' },
  },
});
const wanted = scenes.filter(({ name }) => values.only === undefined || values.only.split(',').includes(name));
if (wanted.length === 0) throw new Error(`--only takes ${scenes.map(({ name }) => name).join(', ')}.`);
const folder = resolve(values.out ?? join(root, 'docs/console'));
const format = values.every ? 'png' : 'webp';
const writesPage = values.out === undefined && !values.every && values.only === undefined;

const shotsOf = (scene: Scene): readonly Shot[] => [
  { language: 'es', width: 1440 },
  { language: 'es', width: 360 },
  ...(values.every || scene.english ? [{ language: 'en' as const, width: 1440 as const }] : []),
  ...(values.every ? [{ language: 'en' as const, width: 360 as const }] : []),
];

const system = values.outputs === undefined ? await startOwnSystem(26_100) : undefined;
const browser = await launchChromium();

const signedIn = async (within: Browser, consoleUrl: string, { language, width }: Shot): Promise<Page> => {
  const context = await within.newContext({
    viewport: { width, height: heights[width] },
    locale: 'es-CL',
    reducedMotion: 'reduce',
  });
  await context.addInitScript(`window.localStorage.setItem('contacta.language', '${language satisfies Language}');`);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(consoleUrl);
  await page.getByRole('button', { name: user }).click();
  await page.waitForURL((url) => url.href.startsWith(consoleUrl) && !url.searchParams.has('code'));
  return page;
};

/** Waits until no part of the page has said for a quiet moment that it is on its way: what a click asks for begins late. */
const settled = async (page: Page): Promise<void> => {
  const loading = page.getByText(/^(Cargando|Loading)/).first();
  do {
    await page.waitForLoadState('networkidle');
    await loading.waitFor({ state: 'hidden' });
    await sleep(quietMs);
  } while (await loading.isVisible());
};

/** The screen as a picture. @throws Error that names the scene whose clicks led nowhere */
const taken = async (page: Page, consoleUrl: string, scene: Scene): Promise<Buffer> => {
  try {
    await page.goto(`${consoleUrl}${scene.path}`);
    await page.locator('#content').waitFor();
    await settled(page);
    await scene.prepare?.(page);
    await settled(page);
    const session = await page.context().newCDPSession(page);
    const { data } = await session.send('Page.captureScreenshot', format === 'png' ? { format } : { format, quality });
    await session.detach();
    return Buffer.from(data, 'base64');
  } catch (cause) {
    throw new Error(`The screen ${scene.name} could not be taken.`, { cause });
  }
};
try {
  const { ConsoleUrl } = z
    .looseObject({ ConsoleUrl: z.string() })
    .parse(system?.outputs ?? JSON.parse(readFileSync(resolve(values.outputs ?? ''), 'utf8')));
  if (system !== undefined) await fill(system.outputs);
  if (writesPage) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const all = wanted.flatMap((scene) => shotsOf(scene).map((shot) => ({ scene, shot })));
  // One visit for each language and width: signing in costs more than a screen.
  for (const [key, together] of Map.groupBy(all, ({ shot }) => `${shot.language}.${shot.width}`)) {
    const [first] = together;
    if (first === undefined) continue;
    const page = await signedIn(browser, ConsoleUrl, first.shot);
    for (const { scene } of together) {
      writeFileSync(join(folder, `${scene.name}.${key}.${format}`), await taken(page, ConsoleUrl, scene));
      console.log(`${scene.name}.${key}`);
    }
    await page.context().close();
  }
  if (writesPage) writeFileSync(join(root, 'docs/console.md'), consolePage(wanted, shotsOf));
} finally {
  await browser.close();
  await system?.stop();
}

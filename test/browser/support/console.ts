import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import * as z from 'zod';
import type { Company, Role } from '../../scenario/support/api.ts';
import { operator } from '../../scenario/support/operator.ts';
import { launchChromium } from './chromium.ts';

/** Widths that the console must stand: a phone and a desk. */
export const widths = { phone: 360, desk: 1440 } as const;

const accounts = z
  .object({
    users: z.array(
      z.object({ email: z.string(), groups: z.array(z.string()), attributes: z.record(z.string(), z.string()) }),
    ),
  })
  .parse(JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../local/demo/accounts.json'), 'utf8')));

const emailOf = (company: Company, role: Role): string => {
  const user = accounts.users.find(
    ({ groups, attributes }) => attributes['custom:tenant'] === company && groups.includes(role),
  );
  if (user === undefined) throw new Error(`No demo user of ${company} has the role ${role}.`);
  return user.email;
};

export const consoleUrl = (): string => {
  const url = inject('outputs').ConsoleUrl;
  if (url === undefined) throw new Error('The deployment has no ConsoleUrl.');
  return url;
};

let browser: Promise<Browser> | undefined;

/** Closes the browser of this file. */
export const closeBrowser = async (): Promise<void> => {
  await (await browser)?.close();
  browser = undefined;
};

interface Visit {
  readonly company?: Company;
  readonly role?: Role;
  /** Address within the console. */
  readonly path?: string;
  readonly width?: number;
  readonly language?: 'es' | 'en';
}

/** A console in a browser of its own: nobody else's session, storage or cookies. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page complained about: errors of scripts and of the security policy. */
  readonly complaints: readonly string[];
  /** Ends the visit. @throws AssertionError when the page complained */
  leave(): Promise<void>;
}

/**
 * By how many ms the system's clock is ahead of the machine's, where a test has let time pass: the browser of a person shows
 * the same time as the system.
 */
const aheadMs = async (): Promise<number> => (operator === undefined ? 0 : (await operator.now()) - Date.now());

/** In the page: makes `Date` go ahead by so many ms. */
const goAhead = (ms: number): void => {
  const now = Date.now.bind(Date);
  Date.now = () => now() + ms;
  window.Date = new Proxy(Date, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [Date.now()] : args, newTarget),
    apply: () => new Date().toString(),
  });
};

/** Opens the console signed out; `visit` signs in as well. */
export const open = async ({ path = '/', width = widths.desk, language }: Visit = {}): Promise<Visitor> => {
  browser ??= launchChromium();
  const context = await (await browser).newContext({
    viewport: { width, height: 900 },
    locale: 'es-CL',
    // What fades in is looked at when it is there.
    reducedMotion: 'reduce',
  });
  const ahead = await aheadMs();
  if (Math.abs(ahead) > 1_000) await context.addInitScript(goAhead, ahead);
  if (language !== undefined) {
    await context.addInitScript((chosen) => {
      if (window.location.pathname !== 'blank') window.localStorage.setItem('contacta.language', chosen);
    }, language);
  }
  const page = await context.newPage();
  page.setDefaultTimeout(40_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A refused request is what some tests want; the browser writes a line of its own about it.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(message.text());
  });
  const broken: string[] = [];
  page.on('response', (response) => {
    if (response.status() >= 500) broken.push(`${response.status()} ${response.url()}`);
  });
  page.on('requestfailed', (request) => broken.push(`${request.failure()?.errorText} ${request.url()}`));
  trouble.set(page, broken);
  await page.goto(`${consoleUrl()}${path}`);
  return {
    page,
    context,
    complaints,
    leave: async () => {
      await context.close();
      expect(complaints, 'what the browser complained about').toEqual([]);
    },
  };
};

/** Requests of a page that broke off or were answered with 5xx: the first thing to know when it does not come up. */
const trouble = new WeakMap<Page, readonly string[]>();

/** Chooses a user on the sign-in page, and waits until the console is back. */
export const signIn = async (page: Page, company: Company, role: Role): Promise<void> => {
  const user = page.getByRole('button', { name: emailOf(company, role) });
  await user.waitFor().catch(async () => {
    const words = [page.url(), await page.locator('body').textContent(), ...(trouble.get(page) ?? [])];
    throw new Error(`No sign-in page but ${words.join('\n')}`);
  });
  await user.click();
  await page.waitForURL((url) => url.href.startsWith(consoleUrl()) && !url.searchParams.has('code'));
};

/** Opens the console and signs in, by default as an advisor of `demo`. */
export const visit = async ({ company = 'demo', role = 'advisor', ...how }: Visit = {}): Promise<Visitor> => {
  const visitor = await open(how);
  await signIn(visitor.page, company, role);
  return visitor;
};

/** Rules of WCAG 2.2 at levels A and AA, and what axe counts as good practice is left out. */
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Waits for what fades or slides in: half transparent text has less contrast. What turns for ever is not waited for. */
const untilStill = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const passing = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });

/** A page that is still being drawn may offend for a moment; what offends each time stays. */
const looks = 4;

/** No violations of WCAG 2.2 AA on the page as it stands (issue 5, 9). */
export const expectAccessible = async (page: Page): Promise<void> => {
  await page.evaluate(axe.source);
  let violations: readonly string[] = [];
  for (let look = 0; look < looks; look += 1) {
    await untilStill(page);
    violations = await page.evaluate(async (tags) => {
      const { violations: found } = await window.axe.run(document, { runOnly: { type: 'tag', values: tags } });
      return found.map(
        ({ id, help, nodes }) =>
          `${id}: ${help}: ${nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`).join('\n')}`,
      );
    }, rules);
    if (violations.length === 0) return;
    await page.waitForTimeout(300);
  }
  expect(violations).toEqual([]);
};

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}

/** How long a page may take to lay itself out anew. */
const layoutMs = 10_000;

/**
 * The page fits its width: nothing makes people scroll sideways but tables in their own frame. Parts that measure
 * themselves, such as the bar at the top, follow a new width some frames later; so it is looked at until it fits.
 * @throws AssertionError with the elements that stick out
 */
export const expectFits = async (page: Page): Promise<void> => {
  await untilStill(page);
  await expect
    .poll(
      () =>
        page.evaluate(async () => {
          for (let frame = 0; frame < 2; frame += 1) await new Promise((done) => requestAnimationFrame(done));
          const { scrollWidth, clientWidth } = document.documentElement;
          if (scrollWidth <= clientWidth) return [];
          const parts = [...document.querySelectorAll('body *')].filter(
            (part) => part.getBoundingClientRect().right > clientWidth + 0.5,
          );
          const named = parts.map((part) => `${part.tagName} ${part.getAttribute('class') ?? ''}`.slice(0, 80));
          return [`${scrollWidth} px in ${clientWidth}`, ...named.slice(0, 20)];
        }),
      { timeout: layoutMs, message: 'what is wider than the page' },
    )
    .toEqual([]);
};

/** A picture of the page for who wants to look at it: into the folder that `SCREENSHOTS` names. */
export const picture = async (page: Page, name: string): Promise<void> => {
  if (process.env.SCREENSHOTS !== undefined) await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.png` });
};

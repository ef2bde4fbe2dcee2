/** Signing in and out, roles, languages, the shell around the pages (issue 5, 1 and 9). */
import { afterAll, describe, expect, it } from 'vitest';
import {
  closeBrowser,
  consoleUrl,
  expectAccessible,
  expectFits,
  open,
  signIn,
  visit,
  widths,
} from './support/console.ts';

afterAll(closeBrowser);

describe('the session', () => {
  it('leads to the sign-in page and back to the address that was asked for', async () => {
    const { page, leave } = await open({ path: '/receivables/customers?contactability=problems' });
    await signIn(page, 'demo', 'advisor');
    await page.getByRole('heading', { level: 1, name: 'Clientes' }).waitFor();
    expect(page.url()).toBe(`${consoleUrl()}/receivables/customers?contactability=problems`);
    await leave();
  });

  it('keeps tokens in this tab alone: nothing in local storage, no cookie of the console', async () => {
    const { page, context, leave } = await visit();
    await page.getByRole('heading', { level: 1, name: 'Clientes' }).waitFor();
    const stored = await page.evaluate(() => ({
      local: JSON.stringify(window.localStorage),
      session: JSON.stringify(window.sessionStorage),
    }));
    expect(stored.session).toContain('access_token');
    expect(stored.local).not.toContain('token');
    expect((await context.cookies(consoleUrl())).filter(({ name }) => !name.startsWith('_'))).toEqual([]);
    await leave();
  });

  it('ends at the provider too: signing in again asks who it is', async () => {
    const { page, leave } = await visit();
    await page.getByRole('button', { name: /Cuenta de usuario/ }).click();
    await page.getByRole('menuitem', { name: 'Cerrar sesión' }).click();
    await page.getByRole('heading', { name: 'Cerraste la sesión' }).waitFor();
    expect(await page.evaluate(() => JSON.stringify(window.sessionStorage))).not.toContain('access_token');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Iniciar sesión' }).click();
    await signIn(page, 'acme', 'admin');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await leave();
  });

  it("speaks the company's language until somebody chooses another, which then stays", async () => {
    const { page, leave } = await visit({ company: 'acme', role: 'advisor' });
    await page.getByRole('heading', { level: 1, name: 'Customers' }).waitFor();
    await page.getByRole('button', { name: /Language/ }).click();
    await page.getByRole('menuitem', { name: 'Español' }).click();
    await page.getByRole('heading', { level: 1, name: 'Clientes' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Clientes' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('es');
    await leave();
  });

  it('tells that there is no connection, and that it is back', async () => {
    const { page, context, leave } = await visit();
    await page.getByRole('heading', { level: 1, name: 'Clientes' }).waitFor();
    await context.setOffline(true);
    await page.getByText('Sin conexión').waitFor();
    await context.setOffline(false);
    await page.getByText('Sin conexión').waitFor({ state: 'detached' });
    await leave();
  });

  it('answers every address with the console, and says so when it has no page', async () => {
    const { page, leave } = await visit({ path: '/no/such.page' });
    await page.getByRole('heading', { name: 'Esta página no existe' }).waitFor();
    await expectAccessible(page);
    await leave();
  });

  it.each(Object.entries(widths))('fits a %s (%i px)', async (_name, width) => {
    const { page, leave } = await visit({ width });
    await page.getByRole('heading', { level: 1, name: 'Clientes' }).waitFor();
    await expectFits(page);
    await expectAccessible(page);
    await leave();
  });
});

describe('the files', () => {
  it('come with a strict security policy, and without one that names scripts of others', async () => {
    const answer = await fetch(`${consoleUrl()}/receivables/customers`);
    expect(answer.status).toBe(200);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  });

  it('leave the API its own answers under the same origin', async () => {
    const answer = await fetch(`${consoleUrl()}/v1/no-such-route`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });
});

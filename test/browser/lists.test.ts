/** What all lists share: chips, ranges, several values, orders, marked matches, widths (issue 12, 5, 6 and 9). */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as } from '../scenario/support/api.ts';
import { untilCustomerListed } from '../scenario/support/customer-list.ts';
import { freshEmail, freshMobile, freshRut, unique } from '../scenario/support/people.ts';
import { closeBrowser, expectAccessible, expectFits, picture, visit, widths } from './support/console.ts';

afterAll(closeBrowser);

const customers = '/receivables/customers';
const api = as('demo');

beforeAll(async () => {
  const customer = await api.createCustomer([{ channel: 'email', value: freshEmail() }], {
    name: 'Fernanda Valentina Contreras Sepúlveda',
    documentType: 'RUT',
    documentNumber: freshRut(),
  });
  await api.send(customer);
  const body = { tray: 'customers', filters: {} };
  expect((await as('demo', 'admin').call('POST', '/v1/exports', { body })).status).toBe(202);
});

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** Customers of a tag of their own: a debt each, of so many days and pesos. */
const owing = async (tag: string, debts: readonly { name: string; days: number; balance: number }[]) => {
  for (const { name, days, balance } of debts) {
    const { customerId } = await api.createCustomer([{ channel: 'email', value: freshEmail() }], {
      name,
      tags: [tag],
    });
    const debt = { code: 'OP-1', currency: 'CLP', balance, dueDate: daysAgo(days), state: 'overdue' };
    const reply = await api.call('PUT', `/v1/customers/${customerId}/debts`, { body: debt });
    expect(reply.status, reply.text.slice(0, 300)).toBe(200);
    await untilCustomerListed({ tag, balanceFrom: String(balance) }, customerId);
  }
};

const namesIn = (page: Page) => page.locator('tbody th, tbody td').locator('a[href*="/customers/"]').allTextContents();

const expectNames = (page: Page, names: readonly string[]) =>
  expect.poll(() => namesIn(page), { timeout: 30_000 }).toEqual(names);

const chips = (page: Page) => page.getByRole('list', { name: 'Filtros en uso' });

describe('the filters of the customers', () => {
  it('12.6: ranges, several values and nobody are chosen, stand in the address, and are taken away one by one', async () => {
    const tag = unique();
    const [few, some, many] = [`Ana ${tag}`, `Berta ${tag}`, `Carla ${tag}`];
    await owing(tag, [
      { name: few, days: 5, balance: 90_000 },
      { name: some, days: 45, balance: 150_000 },
      { name: many, days: 200, balance: 40_000 },
    ]);
    const { page, leave } = await visit({ path: `${customers}?tag=${tag}` });
    await expectNames(page, [few, some, many]);
    await page.getByRole('navigation', { name: 'Páginas de la lista' }).getByText('1–3 de 3').first().waitFor();
    await page.getByRole('button', { name: 'Filtrar (1 activo)' }).click();
    const dialog = page.getByRole('dialog', { name: 'Filtrar' });
    await dialog.getByLabel('Días de atraso: Desde').fill('50');
    await dialog.getByLabel('Días de atraso: Hasta').fill('4');
    await dialog.getByRole('button', { name: 'Aplicar' }).click();
    await dialog.getByText('El rango está al revés').waitFor();
    await expectAccessible(page);
    await picture(page, 'lists-filters-1440');
    await dialog.getByLabel('Días de atraso: Hasta').fill('250');
    await dialog.getByLabel('Saldo pendiente: Hasta').fill('1.000.000');
    for (const option of ['Contactable', 'Con problemas de contactabilidad']) {
      await dialog.getByRole('button', { name: /^Contactabilidad/ }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    }
    await dialog.getByRole('button', { name: /^Asesor asignado/ }).click();
    await page.getByRole('option', { name: 'Sin asignar' }).click();
    await dialog.getByRole('button', { name: 'Aplicar' }).click();
    await expectNames(page, [many]);
    const address = new URL(page.url()).searchParams;
    expect(Object.fromEntries(address)).toMatchObject({
      contactability: expect.stringMatching(/^(ok\|problems|problems\|ok)$/),
      advisor: '-',
      daysOverdueFrom: '50',
      daysOverdueTo: '250',
      balanceTo: '1000000',
    });
    await page.reload();
    await chips(page).getByRole('button', { name: 'Quitar el filtro Saldo pendiente: hasta 1.000.000' }).waitFor();
    await expectAccessible(page);
    await picture(page, 'lists-chips-1440');
    await chips(page).getByRole('button', { name: 'Quitar el filtro Contactabilidad: Contactable' }).click();
    await page.waitForURL(/contactability=problems/);
    await page.getByText('Nada coincide con los filtros').waitFor();
    await picture(page, 'lists-empty-1440');
    await chips(page)
      .getByRole('button', { name: /Contactabilidad/ })
      .click();
    await chips(page)
      .getByRole('button', { name: /Días de atraso/ })
      .click();
    await expectNames(page, [few, some, many]);
    expect(page.url()).not.toMatch(/daysOverdue|contactability/);
    await leave();
  });

  it('12.6: headings order by days, balance, alerts and name; the order stands in the address', async () => {
    const tag = unique();
    const [few, some, many] = [`Ana ${tag}`, `Berta ${tag}`, `Carla ${tag}`];
    await owing(tag, [
      { name: few, days: 5, balance: 90_000 },
      { name: some, days: 45, balance: 150_000 },
      { name: many, days: 200, balance: 40_000 },
    ]);
    const { page, leave } = await visit({ path: `${customers}?tag=${tag}&sort=-daysOverdue` });
    await expectNames(page, [many, some, few]);
    const heading = (name: string) => page.getByRole('columnheader', { name }).getByRole('button');
    // The heading that stays in sight lies over the table's own, and is the same.
    const press = (name: string) => heading(name).click({ force: true });
    await press('Saldo pendiente');
    await page.waitForURL(/sort=-balance/);
    await expectNames(page, [some, few, many]);
    await press('Saldo pendiente');
    await page.waitForURL(/sort=balance/);
    await expectNames(page, [many, few, some]);
    await press('Nombre');
    await page.waitForURL(/sort=name/);
    await expectNames(page, [few, some, many]);
    await press('Contactabilidad');
    await page.waitForURL(/sort=-alerts/);
    await expectAccessible(page);
    await leave();
  });

  it('12.9: a range turned round in the address keeps the tools, and says which one it is', async () => {
    const { page, leave } = await visit({ path: `${customers}?daysOverdueFrom=30&daysOverdueTo=5` });
    await page.getByText('Días de atraso: El rango está al revés').waitFor();
    await page.getByRole('button', { name: 'Filtrar (1 activo)' }).waitFor();
    await picture(page, 'lists-turned-1440');
    await page.getByRole('button', { name: 'Limpiar filtros' }).last().click();
    await page.locator('tbody a').first().waitFor();
    await page.goto(new URL('/receivables/interactions?from=2026-06-05&to=2026-06-01', page.url()).href);
    await page.getByText('La primera fecha está después de la última.').waitFor();
    await page.getByRole('button', { name: 'Filtrar' }).waitFor();
    await leave();
  });
});

describe('a range of dates', () => {
  it('12.9: is typed day first, says at the field what is wrong with it, and stands in the address', async () => {
    const { page, leave } = await visit({ path: '/receivables/interactions' });
    // The heading of a column bears the same words.
    await page.getByRole('button', { name: 'Fecha de envío', exact: true }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Fecha de envío' });
    await dialog.getByLabel('Primera fecha').fill('05-06-2026');
    await dialog.getByLabel('Última fecha').fill('01-06-2026');
    await dialog.getByRole('button', { name: 'Aplicar' }).click();
    await dialog.getByText('La primera fecha está después de la última.').waitFor();
    await expectAccessible(page);
    await picture(page, 'lists-dates-1440');
    await dialog.getByLabel('Última fecha').fill('30-06-2026');
    await dialog.getByRole('button', { name: 'Aplicar' }).click();
    await page.waitForURL(/from=2026-06-05&to=2026-06-30/);
    await page.getByRole('button', { name: 'Fecha de envío: 05-06-2026 – 30-06-2026' }).click();
    await dialog.getByRole('button', { name: 'Últimos 7 días' }).click();
    await page.waitForURL((url) => url.searchParams.get('from') !== '2026-06-05');
    await leave();
  });
});

describe('what the service refuses', () => {
  it('12.9: stands at the field that it is about, and not above the form', async () => {
    const { customerId } = await api.createCustomer([{ channel: 'email', value: freshEmail() }]);
    const { page, leave } = await visit({ path: `${customers}?edit=${customerId}` });
    const form = page.getByRole('dialog', { name: 'Editar cliente' });
    await form.getByRole('button', { name: 'Agregar dirección' }).click();
    const dialog = page.getByRole('dialog', { name: 'Agregar dirección' });
    await dialog.getByRole('textbox', { name: 'Dirección' }).fill('no es un correo');
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    await dialog.getByText('Escribe un correo válido').waitFor();
    expect(await dialog.getByText('No se pudo completar').count()).toBe(0);
    const described = await dialog.getByRole('textbox', { name: 'Dirección' }).evaluate((node) =>
      (node.getAttribute('aria-describedby') ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent)
        .join(' '),
    );
    expect(described).toContain('Escribe un correo válido');
    await expectAccessible(page);
    await leave();
  });
});

describe('what is pressed', () => {
  it('12.9: nothing is smaller than 24 px: all screens of the menu and of Ajustes, and a customer', async () => {
    const { customerId } = await api.createCustomer([{ channel: 'email', value: freshEmail() }], { name: 'Li' });
    const { page, leave } = await visit({ role: 'admin', path: '/settings/company' });
    await page.getByRole('heading', { level: 1 }).waitFor();
    // What can be opened, as the menu and the sections of the settings say it: a screen to come is walked over too.
    const linked = await page.evaluate(() =>
      [...document.querySelectorAll('nav a[href^="/"]')].map((link) => link.getAttribute('href') ?? ''),
    );
    expect(linked).toEqual(expect.arrayContaining(['/receivables/alerts', '/settings/company', '/settings/retention']));
    const tabs = ['data', 'order', 'accounts', 'tickets', 'interactions', 'notes', 'history', 'privacy'];
    const screens = [
      ...linked,
      '/receivables/imports',
      '/conversations/templates',
      ...tabs.map((tab) => `/customers/${customerId}?tab=${tab}`),
    ];
    const small: string[] = [];
    for (const path of new Set(screens)) {
      await page.goto(new URL(path, page.url()).href);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await page.waitForLoadState('networkidle');
      for (const width of Object.values(widths)) {
        await page.setViewportSize({ width, height: 900 });
        // A page that is still being laid out may have a small one for a moment.
        for (let look = 0; look < 4 && (await smallTargets(page)).length > 0; look += 1) await page.waitForTimeout(300);
        small.push(...(await smallTargets(page)).map((target) => `${path} at ${width} px: ${target}`));
      }
    }
    expect(small).toEqual([]);
    await leave();
  }, 240_000);
});

describe('the empty list', () => {
  it.each([
    ['Clientes', `${customers}?q=nadiesellamaasi`],
    ['Mesón de Ayuda', '/help-desk/customers?q=nadiesellamaasi'],
    ['Interacciones', '/receivables/interactions?status=cancelled&channel=call&direction=inbound&source=outside'],
    ['Conversaciones', '/conversations/received?q=nadiesellamaasi'],
    ['Log de procesos', '/receivables/processes?kind=import&state=cancelled'],
  ])('12.6: %s: "Limpiar filtros" leads back to all', async (_list, path) => {
    const { page, leave } = await visit({ path });
    await page.getByText('Nada coincide con los filtros').waitFor();
    await page.getByRole('button', { name: 'Limpiar filtros' }).last().click();
    await page.getByText('Nada coincide con los filtros').waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('');
    await leave();
  });
});

describe('what was searched for', () => {
  it('12.5: is marked in names, documents and addresses', async () => {
    const word = unique();
    const documentNumber = freshRut();
    const phone = freshMobile();
    const { customerId } = await api.createCustomer(
      [
        { channel: 'email', value: `${word}@correo.example` },
        { channel: 'sms', value: phone },
      ],
      { name: 'Zoé Marcada', documentType: 'RUT', documentNumber },
    );
    await untilCustomerListed({ q: word }, customerId);
    const { page, leave } = await visit({ path: `${customers}?q=${word}` });
    const row = page.locator('tbody tr', { hasText: 'Zoé Marcada' });
    await row.locator('mark', { hasText: word }).waitFor();
    await expectAccessible(page);
    await picture(page, 'lists-found-1440');
    const search = page.getByRole('searchbox', { name: 'Buscar' });
    await search.fill(`zoe ${phone.slice(-6)}`);
    await row.locator('mark', { hasText: 'Zoé' }).waitFor();
    await search.fill(documentNumber);
    await expect
      .poll(() => row.locator('mark').allTextContents())
      .toContain((await row.locator('mark').first().textContent()) ?? '');
    await leave();
  });
});

/** Links and buttons under 24 px in either direction; links within a sentence are as high as its line (WCAG 2.5.8). */
const smallTargets = (page: Page) =>
  page.evaluate(() => {
    const parts = [...document.querySelectorAll<HTMLElement>('a[href], button, [role="button"], [role="tab"]')];
    return parts.flatMap((part) => {
      const { width, height } = part.getBoundingClientRect();
      if (width === 0 || height === 0 || part.closest('[aria-hidden="true"], p') !== null) return [];
      const isInSentence = [...(part.parentNode?.childNodes ?? [])].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '',
      );
      if (isInSentence) return [];
      const isShown = part.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      if (!isShown || (width >= 23.5 && height >= 23.5)) return [];
      const name = part.getAttribute('aria-label') ?? part.textContent ?? '';
      return [`${name.slice(0, 40)}: ${Math.round(width)} × ${Math.round(height)}`];
    });
  });

/** How far a table reaches beyond what is seen of it, in px. */
const sideways = (page: Page) =>
  page.evaluate(() => {
    const table = document.querySelector('table');
    let frame = table?.parentElement ?? null;
    while (frame !== null && !['auto', 'scroll'].includes(getComputedStyle(frame).overflowX))
      frame = frame.parentElement;
    return frame === null ? undefined : frame.scrollWidth - frame.clientWidth;
  });

describe('the columns that a list begins with', () => {
  it.each([
    ['Clientes', customers],
    ['Mesón de Ayuda', '/help-desk/customers'],
    ['Interacciones', '/receivables/interactions'],
    ['Log de procesos', '/receivables/processes'],
  ])('12.6: %s fits 1440 px', async (_name, path) => {
    const list = path.startsWith('/help') ? 'helpDesk' : (path.split('/').at(-1) ?? '');
    const admin = as('demo', 'admin');
    if (list !== 'processes') {
      await admin.call('PUT', `/v1/me/views/${list}`, { body: { columns: [], views: [] } });
    }
    const { page, leave } = await visit({ role: 'admin', path });
    await page.locator('tbody tr td').nth(2).waitFor();
    await picture(page, `lists-${list}-1440`);
    await expect.poll(() => sideways(page), { timeout: 10_000 }).toBe(0);
    if (list === 'interactions') {
      for (const heading of ['Comunicación', 'Número identificador único', 'Mensaje de error']) {
        await page.getByRole('columnheader', { name: heading }).waitFor();
      }
    }
    await page.setViewportSize({ width: widths.phone, height: 900 });
    await expectFits(page);
    await picture(page, `lists-${list}-360`);
    await leave();
  });
});

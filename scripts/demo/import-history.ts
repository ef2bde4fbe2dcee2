/** An import with errors, its error file corrected and uploaded again (B23–B34, F19, F20, Q5). */
import * as z from 'zod';
import { type Customer, customerSchema, type DemoApi } from '../../local/demo/api.ts';
import { importFile, rutOf, told } from './import-file.ts';
import { expectThat, fail, ok } from './narration.ts';

/** @param input.number of a document that nobody has yet, without its check digit */
export const importHistory = async (input: {
  readonly advisor: DemoApi;
  readonly supervisor: DemoApi;
  readonly number: number;
}): Promise<void> => {
  const { advisor, supervisor, number } = input;
  const documentNumber = rutOf(number);
  const document = { documentType: 'RUT', documentNumber };
  const person: Customer = await advisor.take(customerSchema, 'POST', '/v1/customers', {
    name: `Fabián Olea (demo ${number})`,
    addresses: [],
    ...document,
  });
  const file = [
    'Tipo de documento;Número identificador único;Canal;Fecha de envío;Destinatarios;Estado;Asunto',
    `RUT;${documentNumber};Correo;2026-03-01;f.${number}@correo.example;Leída;Aviso de cuota`,
    `RUT;${documentNumber};Correo;2026-02-31;f.${number}@correo.example;Entregada;Segundo aviso`,
    `RUT;${documentNumber};Paloma;2026-03-05;f.${number}@correo.example;Enviada;Tercer aviso`,
  ].join('\r\n');
  const first = await importFile(supervisor, { kind: 'interactions', fileName: 'historia.csv', file });
  expectThat(first.counts.created === 1 && first.counts.rejected === 2, `the import ended in ${told(first.counts)}`);
  ok(`importación: ${told(first.counts)}`);

  const link = z.looseObject({ url: z.string() });
  const { url } = await supervisor.take(link, 'GET', `/v1/processes/${first.processId}/files/errors.csv`);
  const errors = await (await fetch(url)).text();
  for (const code of ['DATE_INVALID', 'CHANNEL_UNKNOWN']) {
    expectThat(errors.includes(code), `the error file does not say ${code}: ${errors}`);
  }
  ok('archivo de errores: DATE_INVALID y CHANNEL_UNKNOWN, con línea, columna y fila original');

  const corrected = errors.replaceAll('2026-02-31', '2026-02-28').replaceAll('Paloma', 'Correo');
  const second = await importFile(supervisor, { kind: 'interactions', fileName: 'historia.csv', file: corrected });
  expectThat(second.counts.created === 2 && second.counts.rejected === 0, `corrected: ${told(second.counts)}`);
  ok(`archivo corregido y subido tal cual: ${told(second.counts)}`);

  const path = `/v1/interactions?customerId=${person.customerId}&source=outside&from=2026-02-20&to=2026-03-31`;
  const { items } = await supervisor.take(z.looseObject({ items: z.array(z.unknown()) }), 'GET', path);
  if (items.length !== 3) fail(`the register has ${items.length} of the 3 interactions`);
  ok('las tres están en el registro, con origen externo; nada se envió');
};

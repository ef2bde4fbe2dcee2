/** What people, their systems, customers and providers do at the same time, all of it from a seed. */
import * as z from 'zod';
import { documentOf } from '../support/import-files.ts';
import { company, Defect, type Target } from './target.ts';

/** What the system has acknowledged: it must be there in the end, once. */
export class Acknowledged {
  readonly customers: { readonly customerId: string; readonly index: number }[] = [];
  /** Ids of messages that were accepted. */
  readonly messages: string[] = [];
  /** Texts of customers, by who wrote them. */
  readonly inbound: { readonly customerId: string; readonly text: string; readonly channel: 'sms' | 'email' }[] = [];
  readonly imports: { readonly processId: string; readonly rows: number }[] = [];
  refused = 0;
  changes = 0;

  /** All things so far. */
  get count(): number {
    return this.customers.length + this.messages.length + this.inbound.length + this.imports.length + this.changes;
  }
}

export type Random = () => number;

/** The first few customers have numbers that the provider's double lets fail (local/providers/README.md). */
const smsOf = (index: number): string => `+5691${String(1_000_000 + index)}`.padEnd(12, '7').slice(0, 12);
const emailOf = (index: number): string => `c${index}@correo.example`;
export const nameOf = (index: number): string => `Cliente ${index}`;
const importedFrom = 100_000;
const rowsOfImport = 200;

const must = (status: number, wanted: number, what: string, body: unknown): void => {
  if (status !== wanted) throw new Defect(`${what} answered ${status}: ${JSON.stringify(body)}`);
};

export class Load {
  readonly #target: Target;
  readonly #random: Random;
  readonly #done: Acknowledged;
  #next = 0;

  constructor(target: Target, random: Random, done: Acknowledged) {
    this.#target = target;
    this.#random = random;
    this.#done = done;
  }

  #number(): number {
    this.#next += 1;
    return this.#next;
  }

  #customer() {
    const { customers } = this.#done;
    return customers[Math.floor(this.#random() * customers.length)];
  }

  /** One thing that somebody does. */
  async step(): Promise<void> {
    const customer = this.#customer();
    const dice = this.#random();
    if (customer === undefined || dice < 0.2) await this.#createCustomer();
    else if (dice < 0.55) await this.#send(customer);
    else if (dice < 0.7) await this.#writeText(customer);
    else if (dice < 0.82) await this.#writeMail(customer);
    else await this.#change(customer);
  }

  async #createCustomer(): Promise<void> {
    const index = this.#number();
    const body = {
      name: nameOf(index),
      documentType: 'RUT',
      documentNumber: documentOf(index),
      addresses: [
        { channel: 'email', value: emailOf(index) },
        { channel: 'sms', value: smsOf(index) },
      ],
      portfolios: [index % 2 === 0 ? 'Norte' : 'Sur'],
    };
    const answer = await this.#target.call('POST', '/v1/customers', body, `customer-${index}`);
    must(answer.status, 201, 'POST /v1/customers', answer.body);
    const { customerId } = z.looseObject({ customerId: z.string() }).parse(answer.body);
    this.#done.customers.push({ customerId, index });
  }

  async #send({ customerId, index }: Acknowledged['customers'][number]): Promise<void> {
    const number = this.#number();
    const channel = this.#random() < 0.5 ? 'email' : 'sms';
    const page = await this.#target.call('GET', `/v1/customers/${customerId}`);
    const { addresses } = z
      .looseObject({ addresses: z.array(z.looseObject({ addressId: z.string(), channel: z.string() })) })
      .parse(page.body);
    const addressId = addresses.find((address) => address.channel === channel)?.addressId;
    const body = {
      customerId,
      addressId,
      body: `mensaje ${number} a ${index}`,
      ...(channel === 'email' ? { subject: 'Aviso' } : {}),
    };
    const answer = await this.#target.call('POST', '/v1/messages', body, `message-${number}`);
    if (answer.status === 409) {
      this.#done.refused += 1;
      return;
    }
    must(answer.status, 202, 'POST /v1/messages', answer.body);
    this.#done.messages.push(z.looseObject({ messageId: z.string() }).parse(answer.body).messageId);
  }

  async #writeText({ customerId, index }: Acknowledged['customers'][number]): Promise<void> {
    const number = this.#number();
    const text = `respuesta ${number} de ${index}`;
    await this.#target.publish('InboundTopicArn', {
      originationNumber: smsOf(index),
      destinationNumber: '+56900000001',
      messageKeyword: 'KEYWORD_111122223333',
      messageBody: text,
      inboundMessageId: `chaos-${number}`,
    });
    this.#done.inbound.push({ customerId, text, channel: 'sms' });
  }

  async #writeMail({ customerId, index }: Acknowledged['customers'][number]): Promise<void> {
    const number = this.#number();
    const text = `correo ${number} de ${index}`;
    const domain = await this.#target.insist(async (_api, { outputs }) => String(outputs.InboundMailDomain));
    const [from, to, id] = [emailOf(index), `${company}@${domain}`, `chaos${number}`];
    const at = new Date(this.#target.now).toISOString();
    const headers = [`From: ${from}`, `To: ${to}`, `Subject: Consulta ${number}`, `Message-ID: <${id}@correo.example>`];
    await this.#target.put(`mail/${id}`, [...headers, '', text].join('\r\n'));
    const verdicts = Object.fromEntries(
      ['spf', 'dkim', 'dmarc', 'spam', 'virus'].map((name) => [`${name}Verdict`, { status: 'PASS' }]),
    );
    const bucketName = await this.#target.insist(async (_api, { outputs }) => String(outputs.FilesBucketName));
    await this.#target.publish('InboundMailTopicArn', {
      notificationType: 'Received',
      mail: {
        timestamp: at,
        source: from,
        messageId: id,
        destination: [to],
        headersTruncated: false,
        headers: [],
        commonHeaders: { from: [from], to: [to], subject: `Consulta ${number}` },
      },
      receipt: {
        timestamp: at,
        processingTimeMillis: 240,
        recipients: [to],
        ...verdicts,
        action: { type: 'S3', topicArn: 'arn', bucketName, objectKeyPrefix: 'mail/', objectKey: `mail/${id}` },
      },
    });
    this.#done.inbound.push({ customerId, text, channel: 'email' });
  }

  /** Moves the customer between lists. */
  async #change({ customerId, index }: Acknowledged['customers'][number]): Promise<void> {
    const number = this.#number();
    const body = {
      tags: [`t${number % 5}`],
      portfolios: [['Norte', 'Sur', 'Centro'][number % 3]],
      name: nameOf(index),
    };
    const answer = await this.#target.call('PATCH', `/v1/customers/${customerId}`, body);
    must(answer.status, 200, 'PATCH /v1/customers', answer.body);
    this.#done.changes += 1;
  }

  /** Uploads a file of new customers and waits for nothing. */
  async import(): Promise<void> {
    const turn = this.#done.imports.length;
    const first = importedFrom + turn * rowsOfImport;
    const lines = Array.from(
      { length: rowsOfImport },
      (_, index) => `RUT;${documentOf(first + index)};${nameOf(first + index)};Norte`,
    );
    const bytes = Buffer.from(
      ['Tipo de documento;Número identificador único;Nombre;Nombres de cartera', ...lines].join('\n'),
    );
    // A form that was cut off may have expired: another try asks for another import.
    let attempt = 0;
    const processId = await this.#target.insist(async (api) => {
      const body = { kind: 'customers', fileName: `${turn}.csv`, size: bytes.length, options: {} };
      const asked = await api.call('POST', '/v1/imports', body, { 'idempotency-key': `import-${turn}-${attempt}` });
      attempt += 1;
      if (asked.status >= 500 || asked.status === 429) return undefined;
      must(asked.status, 202, 'POST /v1/imports', asked.body);
      const { processId: id, upload } = z
        .looseObject({
          processId: z.string(),
          upload: z.object({ url: z.string(), fields: z.record(z.string(), z.string()) }),
        })
        .parse(asked.body);
      const form = new FormData();
      for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
      form.append('file', new Blob([new Uint8Array(bytes)]), 'c.csv');
      const uploaded = await fetch(upload.url, { method: 'POST', body: form });
      if (uploaded.status !== 204) throw new Defect(`The upload answered ${uploaded.status}: ${await uploaded.text()}`);
      return id;
    });
    const confirmed = await this.#target.call('POST', `/v1/imports/${processId}/confirm`);
    if (confirmed.status >= 300)
      throw new Defect(`confirm answered ${confirmed.status}: ${JSON.stringify(confirmed.body)}`);
    this.#done.imports.push({ processId, rows: rowsOfImport });
  }
}

import { englishName, invalidMobile, mailbox, mobile, rut, spanishName, whatsAppNumberThatFails } from './people.ts';
import { type Random, randomFrom } from './random.ts';

/** What the demo companies' customers are like: data only, the same at every start but for the dates. */

export interface DemoAddress {
  readonly channel: 'email' | 'sms' | 'whatsapp' | 'call';
  readonly value: string;
  readonly label?: string;
}

export interface DemoDebt {
  readonly code: string;
  readonly dueDate: string;
  readonly balance: number;
  readonly currency: string;
  readonly state: string;
}

/** Something that is done to the customer once it exists. `address` counts its addresses from 0. */
export type DemoStep =
  | { readonly do: 'send'; readonly address: number; readonly origin?: 'flow' | 'event' | 'campaign' }
  | { readonly do: 'schedule'; readonly address: number; readonly days: number }
  | { readonly do: 'pause'; readonly days: number }
  | { readonly do: 'dnd'; readonly channel: string; readonly scope: 'campaigns' | 'automatic' | 'all' }
  | { readonly do: 'favorite' }
  | { readonly do: 'note'; readonly text: string }
  /** Somebody is to call: at once, or in some hours. */
  | { readonly do: 'callLater'; readonly hours?: number; readonly note?: string }
  /** The result of a call to the address; a promise is for in `promiseDays` days. */
  | { readonly do: 'result'; readonly result: string; readonly address: number; readonly promiseDays?: number };

export interface DemoCustomer {
  readonly profile: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly addresses: readonly DemoAddress[];
  readonly debts: readonly DemoDebt[];
  readonly steps: readonly DemoStep[];
}

/** Metadata fields that the companies have made themselves, beside those that every one begins with (E17). */
export const ownFields = {
  demo: [{ key: 'comuna', label: { es: 'Comuna', en: 'Municipality' }, type: 'text' }],
  acme: [{ key: 'accountNumber', label: { es: 'Número de cuenta', en: 'Account number' }, type: 'text' }],
} as const;

const portfolios = ['Consumo', 'Hipotecario', 'Automotriz', 'Tarjetas', 'Pymes'];
const tags = ['vip', 'promesa vigente', 'convenio', 'judicial', 'revisar dirección'];

/** Lowest and highest days overdue of the default segments (Q15); null: no debt. */
const overdueRanges: readonly (readonly [number, number] | null)[] = [
  [-25, 0],
  [1, 30],
  [31, 60],
  [61, 90],
  [91, 400],
  null,
];

const dayBefore = (now: Date, days: number): string =>
  new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10);

const debtOf = (random: Random, index: number, code: string, now: Date): DemoDebt | undefined => {
  const range = overdueRanges[index % overdueRanges.length];
  if (range === null || range === undefined) return undefined;
  const days = random.integer(...range);
  // Days are counted in the company's zone, this date in UTC: keep a day away from the ends of the range.
  const safe = Math.min(Math.max(days, range[0] + 1), Math.max(range[1] - 1, range[0] + 1));
  return {
    code,
    dueDate: dayBefore(now, safe),
    balance: random.integer(15, 2_400) * 1_000,
    currency: 'CLP',
    state: safe > 0 ? 'overdue' : 'current',
  };
};

/** Kinds of customers by their addresses and what happens to them; `i` counts within the kind. */
interface Kind {
  readonly count: number;
  addresses(name: string, i: number): DemoAddress[];
  steps(i: number): DemoStep[];
}

const good = (name: string, n: number): DemoAddress[] => [
  { channel: 'email', value: mailbox(name, n) },
  { channel: 'sms', value: mobile(n) },
  { channel: 'whatsapp', value: mobile(n) },
];
const origins = ['flow', 'event', 'campaign'] as const;
const results = [
  { result: 'promise_to_pay', promiseDays: 4 },
  { result: 'no_answer' },
  { result: 'already_paid' },
  { result: 'promise_to_pay', promiseDays: 10 },
  { result: 'voicemail' },
] as const;
const scopes = ['campaigns', 'automatic', 'all'] as const;
const channels = ['email', 'sms', 'whatsapp'] as const;
const at = <Value>(values: readonly Value[], index: number, otherwise: Value): Value =>
  values[index % values.length] ?? otherwise;

/** Every state that a customer can have, most of them several times. */
const kinds: readonly Kind[] = [
  { count: 145, addresses: (name, i) => good(name, i).slice(0, 1 + (i % 3)), steps: () => [] },
  {
    // Written to, successfully, on each channel and from each origin.
    count: 24,
    addresses: (name, i) => [...good(name, 200 + i), { channel: 'call', value: mobile(200 + i), label: 'casa' }],
    steps: (i) => [
      i % 2 === 0 ? { do: 'send', address: i % 3 } : { do: 'send', address: i % 3, origin: at(origins, i, 'flow') },
      ...(i % 9 === 0 ? [{ do: 'favorite' } as const] : []),
      ...(i % 6 === 0 ? [{ do: 'note', text: 'Prefiere que le escriban por la tarde.' } as const] : []),
      ...(i % 5 === 0 ? [{ do: 'result', address: 3, ...at(results, i / 5, { result: 'no_answer' }) } as const] : []),
    ],
  },
  {
    // One address fails for good, another works: with problems.
    count: 15,
    addresses: (name, i) => [
      i % 3 === 0
        ? { channel: 'email', value: mailbox(name, 300 + i, 'nobody.') }
        : i % 3 === 1
          ? { channel: 'sms', value: invalidMobile(i) }
          : { channel: 'whatsapp', value: whatsAppNumberThatFails(131026, i) },
      { channel: i % 3 === 0 ? 'sms' : 'email', value: i % 3 === 0 ? mobile(300 + i) : mailbox(name, 300 + i) },
    ],
    steps: () => [{ do: 'send', address: 0 }],
  },
  {
    // Nothing that works: No contactable.
    count: 10,
    addresses: (name, i) => [
      { channel: 'email', value: mailbox(name, 400 + i, 'nobody.') },
      ...(i % 2 === 0 ? [{ channel: 'sms', value: invalidMobile(100 + i) } as const] : []),
      ...(i % 7 === 0 ? [{ channel: 'call', value: mobile(400 + i) } as const] : []),
    ],
    steps: (i) => [{ do: 'send', address: 0 }, ...(i % 2 === 0 ? [{ do: 'send', address: 1 } as const] : [])],
  },
  // Without addresses: No contactable too (Q2).
  { count: 8, addresses: () => [], steps: () => [] },
  {
    // Only calls reach them: those of the Calls tray, some at once, some for later.
    count: 8,
    addresses: (_name, i) => [{ channel: 'call', value: mobile(500 + i) }],
    steps: (i) =>
      i % 4 === 3 ? [] : [{ do: 'callLater', ...(i % 2 === 0 ? { note: 'Pidió que lo llamaran' } : { hours: 2 + i }) }],
  },
  {
    // One soft failure of three.
    count: 6,
    addresses: (name, i) => [
      { channel: 'email', value: mailbox(name, 520 + i, 'full.') },
      { channel: 'sms', value: mobile(520 + i) },
    ],
    steps: () => [{ do: 'send', address: 0 }],
  },
  {
    count: 8,
    addresses: (name, i) => good(name, 540 + i),
    // The automatic message falls into the pause and is skipped (Q8).
    steps: (i) => [
      { do: 'pause', days: 3 + i },
      { do: 'send', address: 0, origin: 'flow' },
    ],
  },
  {
    count: 18,
    addresses: (name, i) => good(name, 560 + i),
    steps: (i) => [{ do: 'dnd', channel: at(channels, i, 'email'), scope: at(scopes, Math.floor(i / 3), 'campaigns') }],
  },
  {
    // Opted out of WhatsApp, as Meta tells by 131050.
    count: 4,
    addresses: (name, i) => [
      { channel: 'whatsapp', value: whatsAppNumberThatFails(131050, i) },
      { channel: 'email', value: mailbox(name, 600 + i) },
    ],
    steps: () => [{ do: 'send', address: 0 }],
  },
  {
    // Complained about an e-mail.
    count: 3,
    addresses: (_name, i) => [
      { channel: 'email', value: `complaint+demo${i}@simulator.amazonses.com` },
      { channel: 'sms', value: mobile(620 + i) },
    ],
    steps: () => [{ do: 'send', address: 0 }],
  },
  {
    count: 6,
    addresses: (name, i) => good(name, 640 + i),
    steps: (i) => [{ do: 'schedule', address: 0, days: 1 + i }],
  },
  // A household shares its e-mail address; the last of them fails for both owners.
  {
    count: 8,
    addresses: (_name, i) => [
      { channel: 'email', value: `${i >= 6 ? 'nobody.' : ''}familia.${Math.floor(i / 2)}@hogar.example` },
      { channel: 'sms', value: mobile(660 + i) },
    ],
    steps: (i) => (i === 6 ? [{ do: 'send', address: 0 }] : []),
  },
  { count: 37, addresses: (name, i) => good(name, 700 + i).slice(i % 2, 3), steps: () => [] },
];

/** The customers of the company `demo`. @param advisorIds users to whom some of them are assigned */
export const demoCustomers = (now: Date, advisorIds: readonly string[]): DemoCustomer[] => {
  const random = randomFrom(20_261_123);
  let n = 0;
  return kinds.flatMap((kind) =>
    Array.from({ length: kind.count }, (_, i): DemoCustomer => {
      n += 1;
      const name = spanishName(random);
      // Half of them owe something, some twice; each debt is a request, and the first start should not take long.
      const debts = [
        n % 2 === 0 ? debtOf(random, n / 2, `OP-${100_000 + n}`, now) : undefined,
        n % 20 === 0 ? debtOf(random, n / 2 + 1, `OP-${200_000 + n}`, now) : undefined,
      ];
      const advisorId = n % 3 === 0 ? undefined : advisorIds[n % Math.max(advisorIds.length, 1)];
      const untyped = n % 6 === 0;
      return {
        profile: {
          name,
          // Prospects have no document (Q13).
          ...(n % 10 === 0 ? {} : { documentType: 'RUT', documentNumber: rut(n) }),
          ...(advisorId === undefined ? {} : { advisorId }),
          portfolios: [random.pick(portfolios)],
          ...(n % 4 === 0 ? { tags: [random.pick(tags)] } : {}),
          ...(n % 25 === 0 ? { influencer: true } : {}),
          ...(untyped
            ? {}
            : { metadata: { clientNumber: `C${10_000 + n}`, comuna: random.pick(['Ñuñoa', 'Maipú', 'Talca']) } }),
        },
        addresses: kind.addresses(name, i),
        debts: debts.filter((debt) => debt !== undefined),
        steps: kind.steps(i),
      };
    }),
  );
};

/** The customers of the company `acme`. Its first shares an e-mail address with one of `demo`, and stays apart. */
export const acmeCustomers = (): DemoCustomer[] => {
  const random = randomFrom(7);
  return Array.from({ length: 20 }, (_, i): DemoCustomer => {
    const name = englishName(random);
    const failing = i === 3 || i === 4;
    return {
      profile: { name, portfolios: ['Retail'], metadata: { accountNumber: `A-${1_000 + i}` } },
      addresses: [
        { channel: 'email', value: i === 0 ? 'familia.0@hogar.example' : mailbox(name, i, failing ? 'nobody.' : '') },
        ...(i % 2 === 0 ? [{ channel: 'sms', value: mobile(900 + i) } as const] : []),
      ],
      debts: [],
      steps: failing || i === 5 ? [{ do: 'send', address: 0 }] : [],
    };
  });
};

/**
 * Results of a contact ("gestiones"), with or without a call: the catalogue that a company keeps, and a result as it
 * stands recorded (C7, C8, Q10).
 */
import * as z from 'zod';
import { CurrencySchema, DaySchema, MinorUnitsSchema, rule, TimestampSchema } from './fields.ts';
import type { Label } from './vocabulary.ts';
import { LabelInputSchema } from './vocabulary-schemas.ts';

/** Longest pause that a result of the catalogue brings by itself: two years, as a pause set by hand. */
const longestPauseDays = 730;

/**
 * What a result does beside being recorded (Q10). `promise` needs date and amount and holds automatic messages until
 * that date; `callBack` needs a time, at which a call is pending; `pause` lasts `days`, or with null until the time that
 * the request names; `stop` blocks everything on every channel until a supervisor lifts it; `wrongNumber` flags the
 * called address for this customer alone (Q3).
 */
export const ResultEffectSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('promise') }),
  z.strictObject({ kind: z.literal('callBack') }),
  z.strictObject({ kind: z.literal('pause'), days: z.int().min(1).max(longestPauseDays).nullable() }),
  z.strictObject({ kind: z.literal('stop') }),
  z.strictObject({ kind: z.literal('wrongNumber') }),
]);
export type ResultEffect = z.infer<typeof ResultEffectSchema>;
export const resultEffectKinds = [
  'promise',
  'callBack',
  'pause',
  'stop',
  'wrongNumber',
] as const satisfies readonly ResultEffect['kind'][];

const isEachOnce = (values: readonly string[]): boolean => new Set(values).size === values.length;

/** Stable name of a result within its company's catalogue. */
export const ResultCodeSchema = z
  .string()
  .refine(
    (code) => /^[a-z][a-z0-9_]{0,39}$/.test(code),
    rule('VALUE_INVALID', 'At most 40 characters of a-z, 0-9 and _, starting with a letter.'),
  )
  .meta({ pattern: '^[a-z][a-z0-9_]{0,39}$', examples: ['promise_to_pay'] });

export const ResultDefinitionSchema = z.strictObject({
  code: ResultCodeSchema,
  label: LabelInputSchema,
  /** The person was reached: shown as delivered; without, an outbound one is shown as sent. */
  withContact: z.boolean(),
  effects: z
    .array(ResultEffectSchema)
    .max(4)
    .refine((effects) => isEachOnce(effects.map(({ kind }) => kind)), rule('VALUE_INVALID', 'Effects must be unique.')),
});
export type ResultDefinition = z.infer<typeof ResultDefinitionSchema>;

/** A company's catalogue, in the order in which people choose (C8). */
export const ResultCatalogueSchema = z
  .array(ResultDefinitionSchema)
  .min(1)
  .max(50)
  .refine((results) => isEachOnce(results.map(({ code }) => code)), rule('VALUE_INVALID', 'Codes must be unique.'));

const isCurrency = (code: string): boolean => Intl.supportedValuesOf('currency').includes(code);

/** A promise to pay; `amount` in minor units, `date` in the company's time zone. */
export const PromiseSchema = z.strictObject({
  date: DaySchema,
  amount: MinorUnitsSchema.refine((amount) => amount > 0, rule('NUMBER_OUT_OF_RANGE', 'More than 0, in minor units.')),
  currency: CurrencySchema.refine(
    isCurrency,
    rule('VALUE_INVALID', 'No such currency; use an ISO-4217 code such as CLP.'),
  ),
});
export type PaymentPromise = z.infer<typeof PromiseSchema>;

/** What a promise has come to on the day of the question: `broken` once its date is over. */
export const promiseStates = ['open', 'broken'] as const;

/** The customer's latest promise as it stands today. */
export const StandingPromiseSchema = z.strictObject({
  ...PromiseSchema.shape,
  state: z.enum(promiseStates),
  madeAt: TimestampSchema,
  /** User id of who recorded it. */
  by: z.string(),
  messageId: z.string(),
});

/** A result as it was recorded; later changes of the catalogue do not reach it. What was noted is the message's body. */
export const RecordedResultSchema = z.strictObject({
  code: z.string(),
  label: z.string(),
  withContact: z.boolean(),
  /** False for a follow-up without a call. */
  withCall: z.boolean(),
  durationSeconds: z.int().nullable(),
  promise: z.strictObject({ date: z.string(), amount: z.int(), currency: z.string() }).nullable(),
  callBackAt: TimestampSchema.nullable(),
  /** Attachment that holds the call's recording (D3); null without one. */
  recordingId: z.string().nullable(),
  /** Effects that the result had when it was recorded. */
  effects: z.array(z.enum(resultEffectKinds)),
  /** User id. */
  by: z.string(),
  /** Recorded by mistake and taken back: when, and by which user; null: it stands. */
  withdrawn: z.strictObject({ at: TimestampSchema, by: z.string() }).nullable(),
});
export type RecordedResult = z.infer<typeof RecordedResultSchema>;

interface Template {
  readonly code: string;
  readonly label: Label;
  readonly effects?: ResultDefinition['effects'];
}

const withContact: readonly Template[] = [
  {
    code: 'promise_to_pay',
    label: { es: 'Promesa de pago', en: 'Promise to pay' },
    effects: [{ kind: 'promise' }],
  },
  { code: 'already_paid', label: { es: 'Ya pagó', en: 'Already paid' } },
  { code: 'disputes_debt', label: { es: 'No reconoce la deuda', en: 'Disputes the debt' } },
  { code: 'call_back', label: { es: 'Volver a llamar', en: 'Call back' }, effects: [{ kind: 'callBack' }] },
  { code: 'refuses_to_pay', label: { es: 'Se niega a pagar', en: 'Refuses to pay' } },
  {
    code: 'cannot_pay',
    label: { es: 'No puede pagar', en: 'Cannot pay' },
    effects: [{ kind: 'pause', days: 30 }],
  },
  { code: 'restructuring', label: { es: 'Repactación', en: 'Restructuring' } },
  { code: 'refinancing', label: { es: 'Refinanciamiento', en: 'Refinancing' } },
];

const withoutContact: readonly Template[] = [
  { code: 'no_answer', label: { es: 'No contesta', en: 'No answer' } },
  { code: 'busy', label: { es: 'Ocupado', en: 'Busy' } },
  { code: 'voicemail', label: { es: 'Buzón de voz', en: 'Voicemail' } },
  { code: 'third_person', label: { es: 'Contesta un tercero', en: 'Third party' } },
  {
    code: 'wrong_number',
    label: { es: 'Número equivocado', en: 'Wrong number' },
    effects: [{ kind: 'wrongNumber' }],
  },
  { code: 'out_of_service', label: { es: 'Fuera de servicio', en: 'Out of service' } },
  { code: 'deceased', label: { es: 'Fallecido', en: 'Deceased' }, effects: [{ kind: 'stop' }] },
];

const definition =
  (reached: boolean) =>
  ({ code, label, effects = [] }: Template): ResultDefinition => ({
    code,
    label: { ...label },
    withContact: reached,
    effects: effects.map((effect) => ({ ...effect })),
  });

/** The catalogue with which every company begins (Q10); its administrators change it in the settings. */
export const defaultResults: readonly ResultDefinition[] = [
  ...withContact.map(definition(true)),
  ...withoutContact.map(definition(false)),
];

/**
 * Rows that lie as lists, since names would be half of them: every column says its position. Positions are never moved
 * nor used again; a new column takes the next one, and a default for older rows.
 */
import * as z from 'zod';

export interface Column<Schema extends z.ZodType = z.ZodType> {
  readonly position: number;
  readonly schema: Schema;
  readonly pack: (value: z.output<Schema>) => unknown;
  /** A schema checks what comes out. */
  readonly unpack: (packed: unknown) => unknown;
  readonly late?: true;
}
export type Columns = Readonly<Record<string, Column>>;
type ShapeOf<Fields extends Columns> = { readonly [Name in keyof Fields]: Fields[Name]['schema'] };

export interface PositionalRow<Fields extends Columns> {
  readonly shape: ShapeOf<Fields>;
  readonly schema: z.ZodObject<ShapeOf<Fields>>;
  readonly pack: (value: z.output<z.ZodObject<ShapeOf<Fields>>>) => unknown[];
  /** What is not a list comes out without its columns. */
  readonly unpack: (packed: unknown) => Record<string, unknown>;
}

/** A column that lies as it is. */
export const column = <Schema extends z.ZodType>(position: number, schema: Schema): Column<Schema> => ({
  position,
  schema,
  pack: (value) => value,
  unpack: (packed) => packed,
});

/** A time in epoch ms, of which 0 says that it never was and lies as null, which is shorter. */
export const timeColumn = <Schema extends z.ZodType<number>>(position: number, schema: Schema): Column<Schema> => ({
  position,
  schema,
  pack: (value) => (value === 0 ? null : value),
  unpack: (packed) => (packed === null ? 0 : packed),
});

/** A time that came later and never was on most rows: at the end of a row it is left out. */
export const lateTimeColumn = (position: number): Column<z.ZodDefault<z.ZodNumber>> & { readonly late: true } => ({
  ...timeColumn(position, z.number().default(0)),
  late: true,
});

/** A column that came later and is null on most rows: at the end of a row it is left out. */
export const lateColumn = <Schema extends z.ZodType>(
  position: number,
  schema: Schema,
): Column<z.ZodDefault<z.ZodNullable<Schema>>> & { readonly late: true } => ({
  position,
  schema: schema.nullable().default(null),
  pack: (value) => value,
  unpack: (packed) => packed,
  late: true,
});

/** A column that came later, and of what is stored as an object is absent where it was not given. */
export const optionalColumn = <Schema extends z.ZodType>(
  position: number,
  schema: Schema,
): Column<z.ZodExactOptional<Schema>> & { readonly late: true } => ({
  position,
  schema: z.exactOptional(schema),
  pack: (value) => value ?? null,
  unpack: (packed) => packed ?? undefined,
  late: true,
});

/** A row in the row, or null. */
export const rowColumn = <Fields extends Columns>(
  position: number,
  row: PositionalRow<Fields>,
): Column<z.ZodNullable<PositionalRow<Fields>['schema']>> => ({
  position,
  schema: row.schema.nullable(),
  pack: (value) => (value === null ? null : row.pack(value)),
  unpack: (packed) => (Array.isArray(packed) ? row.unpack(packed) : packed),
});

/** @throws TypeError when two columns say the same position, or one is left out */
export const positionalRow = <Fields extends Columns>(columns: Fields): PositionalRow<Fields> => {
  const inOrder = Object.entries<Column>(columns).toSorted(([, a], [, b]) => a.position - b.position);
  if (inOrder.some(([, { position }], expected) => position !== expected)) {
    throw new TypeError(`Positions are not 0 to ${inOrder.length - 1}: ${Object.keys(columns).join(', ')}.`);
  }
  const shape = Object.fromEntries(inOrder.map(([name, { schema }]) => [name, schema])) as ShapeOf<Fields>;
  return {
    shape,
    schema: z.object(shape),
    pack: (value: Readonly<Record<string, unknown>>) => {
      const packed = inOrder.map(([name, { pack }]) => pack(value[name]));
      const used = inOrder.findLastIndex(([, { late }], position) => late !== true || packed[position] !== null);
      return packed.slice(0, used + 1);
    },
    unpack: (packed) =>
      Object.fromEntries(
        inOrder.flatMap(([name, { position, unpack }]) => {
          const value = unpack(Array.isArray(packed) ? packed[position] : undefined);
          return value === undefined ? [] : [[name, value]];
        }),
      ),
  };
};

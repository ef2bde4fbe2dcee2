/** Filters of the process log, for its list and for the file of its errors (F21). */
import * as z from 'zod';
import { valuesField } from './filter-values.ts';
import { ProcessKindSchema, ProcessStateSchema } from './vocabulary-schemas.ts';

export const ProcessFilterSchema = z.strictObject({
  kind: valuesField(ProcessKindSchema).optional(),
  state: valuesField(ProcessStateSchema).optional(),
});

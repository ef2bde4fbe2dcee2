/** Values of filters as query parameters carry them (issue 12, line 6). */
import * as z from 'zod';
import { rule } from './fields.ts';
import { longestValues, mostValues, valuesOf } from './values-text.ts';

/** One or more values, each of which the schema must take. */
export const valuesField = (each: z.ZodType) => {
  const known = each instanceof z.ZodEnum ? ` Known are ${each.options.join(', ')}.` : '';
  return z
    .string()
    .refine(
      (text) => {
        const values = text.length > longestValues ? [] : valuesOf(text);
        return (
          values.length > 0 && values.length <= mostValues && values.every((value) => each.safeParse(value).success)
        );
      },
      rule('FILTER_INVALID', `One to ${mostValues} values with | between them.${known}`),
    )
    .meta({ description: `One value, or several with | between them.${known}` });
};

/** A whole number that is not negative, as the query carries it. */
export const CountTextSchema = z
  .string()
  .refine((text) => /^\d{1,15}$/.test(text), rule('FILTER_INVALID', 'Use a whole number of 0 or more.'))
  .meta({ pattern: '^[0-9]{1,15}$', maxLength: 15 });

/** An amount of money as people write it, with up to two decimals behind a point. */
export const AmountTextSchema = z
  .string()
  .refine(
    (text) => /^\d{1,13}(?:\.\d{1,2})?$/.test(text),
    rule('FILTER_INVALID', 'Use an amount such as 1500 or 99.50.'),
  )
  .meta({ pattern: '^[0-9]{1,13}([.][0-9]{1,2})?$', maxLength: 16 });

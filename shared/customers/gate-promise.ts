/** A promise to pay as a customer's gate holds it, and as the result that made it remembers it. */
import * as z from 'zod';

/** A promise to pay (Q10). `until`: end of the promised date in the company's zone, epoch ms. */
export const GatePromiseSchema = z.object({
  date: z.string(),
  amount: z.number(),
  currency: z.string(),
  until: z.number(),
  madeAt: z.number(),
  by: z.string(),
  messageId: z.string(),
});

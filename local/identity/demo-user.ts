import * as z from 'zod';

/** A user of the local pool. */
export const DemoUserSchema = z
  .strictObject({
    /** The pool's id of the user, as at Cognito. */
    sub: z.uuid(),
    userName: z.string(),
    email: z.string(),
    name: z.string(),
    /** Shown with the user; the local sign-in page asks for a click only. */
    password: z.string(),
    groups: z.array(z.string()).readonly(),
    /** Further attributes by their Cognito names, such as `custom:tenant`. */
    attributes: z.record(z.string(), z.string()).readonly(),
  })
  .readonly();
export type DemoUser = z.infer<typeof DemoUserSchema>;

import * as z from 'zod';
import type { ResolvedResource } from '../assembly/resolver.ts';
import { RunnerError } from '../errors.ts';

/** A number of the template: CloudFormation takes it as text too. */
export const numeric = z.coerce.number();

/** A flag of the template: CloudFormation takes it as text too. */
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

/** Resources of one type with their properties in the form that the runner acts on. */
export const resourcesOf = <Schema extends z.ZodType>(
  resources: readonly ResolvedResource[],
  type: string,
  schema: Schema,
): (Omit<ResolvedResource, 'properties'> & { readonly properties: z.infer<Schema> })[] =>
  resources
    .filter((resource) => resource.type === type)
    .map((resource) => {
      const result = schema.safeParse(resource.properties);
      if (!result.success) {
        throw new RunnerError(
          `${resource.stack}/${resource.logicalId} (${type}) has a form that the local runner does not act on: ` +
            `${z.prettifyError(result.error)}.`,
          'Change the construct, or teach local/ about it.',
        );
      }
      return { ...resource, properties: result.data };
    });

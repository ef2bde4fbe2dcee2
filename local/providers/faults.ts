import * as z from 'zod';

/** The ways in which a double can be told to misbehave. */
const faultModes = [
  'throttle',
  'error500',
  'timeout-after-accept',
  'timeout-before-accept',
  'reset',
  'badRequest',
] as const;

export type FaultMode = (typeof faultModes)[number];

/**
 * A fault to inject: the next `times` calls of `operation` (any, when absent) whose recipient contains `match`
 * (any, when absent) go wrong in the given way.
 */
export const faultSchema = z.strictObject({
  operation: z.string().optional(),
  mode: z.enum(faultModes),
  times: z.int().positive().default(1),
  match: z.string().optional(),
});

type Fault = z.infer<typeof faultSchema>;

/** The faults still to happen, in the order in which they were asked for. */
export class FaultPlan {
  #faults: Fault[] = [];

  add(fault: Fault): void {
    this.#faults.push({ ...fault });
  }

  list(): readonly Fault[] {
    return this.#faults.map((fault) => ({ ...fault }));
  }

  /** Uses up one occurrence of the first fault that fits the call. */
  take(operation: string, recipient: string | null): FaultMode | undefined {
    const fault = this.#faults.find(
      (candidate) =>
        (candidate.operation === undefined || candidate.operation === operation) &&
        (candidate.match === undefined || (recipient ?? '').includes(candidate.match)),
    );
    if (!fault) return undefined;
    fault.times -= 1;
    if (fault.times === 0) this.#faults = this.#faults.filter((candidate) => candidate !== fault);
    return fault.mode;
  }

  clear(): void {
    this.#faults = [];
  }
}

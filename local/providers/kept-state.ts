import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type * as z from 'zod';

/** A small JSON file that survives restarts: what a provider keeps for years, such as its suppression list. */
export class KeptState<Value> {
  readonly #path: string;
  #value: Value;

  private constructor(path: string, value: Value) {
    this.#path = path;
    this.#value = value;
  }

  /**
   * Reads the file, or begins with `empty`.
   *
   * @throws Error with the path and what to do when the file is not what `schema` expects
   */
  static open<Value>(path: string, schema: z.ZodType<Value>, empty: Value): KeptState<Value> {
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) return new KeptState(path, empty);
    let content: unknown;
    try {
      content = JSON.parse(readFileSync(path, 'utf8'));
    } catch (cause) {
      throw new Error(`${path} is not JSON. Delete it, or start with --reset.`, { cause });
    }
    const parsed = schema.safeParse(content);
    if (parsed.success) return new KeptState(path, parsed.data);
    throw new Error(`${path} is damaged. Delete it, or start with --reset.`, { cause: parsed.error });
  }

  get value(): Value {
    return this.#value;
  }

  /** Replaces the value; the file is either the old or the new one, never half of it. */
  replace(value: Value): void {
    this.#value = value;
    const next = `${this.#path}.next`;
    writeFileSync(next, JSON.stringify(value));
    renameSync(next, this.#path);
  }
}

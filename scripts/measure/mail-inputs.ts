/** What `npm run measure:mail` reads: one line of `manifest.jsonl` an input, labelled by hand. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const place = {
  /** Path below the folder of the manifest. */
  file: z.string().min(1).optional(),
  /** The input itself, in place of a file. */
  text: z.string().optional(),
};

const MailExpectSchema = z.object({
  subject: z.string().optional(),
  from: z.string().optional(),
  /** Words that must stand in the text, in whatever order. */
  text: z.string().optional(),
  /** `name:bytes` of each file. */
  files: z.array(z.string()).optional(),
});
export type MailExpect = z.infer<typeof MailExpectSchema>;

const LineSchema = z
  .discriminatedUnion('kind', [
    z.object({
      ...place,
      kind: z.literal('smtp'),
      /** Enhanced status that was reported beside the words. */
      status: z.string().optional(),
      expect: z.enum(['address', 'full', 'sender', 'content']),
    }),
    z.object({
      ...place,
      kind: z.literal('bounce'),
      expect: z.enum(['not-a-person', 'person']).default('not-a-person'),
    }),
    z.object({ ...place, kind: z.literal('mail'), expect: MailExpectSchema.optional() }),
    z.object({ ...place, kind: z.literal('reply'), expect: z.string(), subject: z.string().optional() }),
  ])
  .refine(({ file, text }) => (file === undefined) !== (text === undefined), 'give either "file" or "text"');
type Line = z.infer<typeof LineSchema>;

export type Input = Line & { readonly name: string; readonly bytes: Buffer };

/** @throws Error that names the line of the manifest, or the file that is missing */
export const readInputs = async (folder: string): Promise<readonly Input[]> => {
  const manifest = await readFile(join(folder, 'manifest.jsonl'), 'utf8');
  const inputs: Input[] = [];
  for (const [position, row] of manifest.split('\n').entries()) {
    if (row.trim() === '') continue;
    let line: Line;
    try {
      line = LineSchema.parse(JSON.parse(row));
    } catch (error) {
      throw new Error(`manifest.jsonl, line ${position + 1}: ${error instanceof Error ? error.message : 'unreadable'}`);
    }
    const name = line.file ?? `line ${position + 1}`;
    const bytes = line.file === undefined ? Buffer.from(line.text ?? '') : await readFile(join(folder, line.file));
    inputs.push({ ...line, name, bytes });
  }
  return inputs;
};

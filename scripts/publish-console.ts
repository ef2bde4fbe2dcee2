/**
 * Uploads the built console to its bucket, with the configuration that the outputs of the stacks give:
 *
 *     node scripts/publish-console.ts --outputs cdk.out/outputs-prod.json
 *
 * `npm run deploy` runs it after the stacks, the local runner at every start. First the files whose names carry a
 * hash, then the page that names them, so that no visitor gets a page whose files are not there yet. Files of earlier
 * versions stay for open tabs, 30 days. Repeating it is harmless.
 */
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { DeleteObjectsCommand, PutObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';

const root = resolve(import.meta.dirname, '..');
const dayMs = 86_400_000;
/** How long files of earlier versions stay, in ms. */
const keepMs = 30 * dayMs;
const parallel = 8;

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.png': 'image/png',
};

const outputsSchema = z.looseObject({
  ConsoleBucketName: z.string(),
  IssuerUrl: z.string(),
  ConsoleClientId: z.string(),
  SocketUrl: z.string().optional(),
});
/** As CDK writes outputs (by stack), or in one list as the local runner does. */
const fileSchema = z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())]));

const { values } = parseArgs({ options: { outputs: { type: 'string' }, files: { type: 'string' } } });
if (values.outputs === undefined) throw new Error('Name the file with the outputs: --outputs FILE');

const readOutputs = (file: string): z.infer<typeof outputsSchema> => {
  const parsed = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const entries = Object.entries(parsed).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : Object.entries(value),
  );
  return outputsSchema.parse(Object.fromEntries(entries));
};

const publish = async (folder: string, outputs: z.infer<typeof outputsSchema>): Promise<void> => {
  const bucket = outputs.ConsoleBucketName;
  const s3 = new S3Client({});
  const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((name) => !name.startsWith('.'));
  if (!names.includes('index.html')) throw new Error(`${folder} holds no console: run npm run build:console.`);
  const hashed = names.filter((name) => name.startsWith('assets/'));
  const others = names.filter((name) => !name.startsWith('assets/') && name !== 'index.html');
  const put = async (name: string, body: Buffer | string) => {
    const immutable = name.startsWith('assets/');
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: name,
        Body: body,
        ContentType: contentTypes[extname(name)] ?? 'application/octet-stream',
        CacheControl: immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      }),
    );
  };
  const putAll = async (some: readonly string[]) => {
    for (let first = 0; first < some.length; first += parallel) {
      await Promise.all(
        some.slice(first, first + parallel).map(async (name) => put(name, await readFile(join(folder, name)))),
      );
    }
  };
  const { IssuerUrl: issuer, ConsoleClientId: clientId, SocketUrl: socketUrl = null } = outputs;
  await putAll([...hashed, ...others]);
  await put('config.json', JSON.stringify({ issuer, clientId, socketUrl }));
  await putAll(['index.html']);
  await removeOld(s3, bucket, new Set(hashed));
  console.log(`console published: ${names.length + 1} files`);
};

/** Removes files of versions that no open tab can still want. */
const removeOld = async (s3: S3Client, bucket: string, current: ReadonlySet<string>): Promise<void> => {
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: 'assets/' })) {
    const old = (page.Contents ?? []).filter(
      ({ Key = '', LastModified }) =>
        !current.has(Key) && LastModified !== undefined && Date.now() - LastModified.getTime() > keepMs,
    );
    if (old.length === 0) continue;
    const Objects = old.map(({ Key = '' }) => ({ Key }));
    await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
  }
};
await publish(resolve(values.files ?? join(root, 'dist/console')), readOutputs(values.outputs));

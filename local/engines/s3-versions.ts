import { type Agent, request } from 'node:http';
import { localHost } from './ports.ts';
import { objectPath } from './s3-rules.ts';

/** An answer in place of the engine's. */
export interface VersionAnswer {
  readonly status: number;
  readonly xml: string;
}

/**
 * What S3 keeps of objects that are overwritten or deleted in a bucket with versions (Amazon S3 user guide, "Retaining
 * multiple versions of objects with S3 Versioning"). The engine keeps none: they stand in a bucket beside it. What stands
 * under a key has the id `null` here, as in a bucket whose versioning is suspended.
 */
export interface BucketVersions {
  enable(bucket: string): void;
  isEnabled(bucket: string): boolean;
  /** Before a key is written or deleted. @param isDeletion notes it, as S3's delete marker does */
  keep(bucket: string, key: string, isDeletion: boolean): Promise<void>;
  /** ListObjectVersions, all at once. */
  list(bucket: string, prefix: string): Promise<VersionAnswer>;
  /** Path of one version at the engine. */
  pathOf(bucket: string, key: string, versionId: string): string;
  /** DeleteObject with a version id other than `null`. */
  remove(bucket: string, key: string, versionId: string): Promise<VersionAnswer>;
}

const separator = '//';
const markerEnd = '.deleted';
const beside = (bucket: string): string => `${bucket}--versions`;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
const plain = (xml: string): string =>
  xml
    .replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&');

export const createBucketVersions = (engine: { readonly port: number; readonly agent: Agent }): BucketVersions => {
  const enabled = new Set<string>();
  let made = 0;

  const ask = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const { port, agent } = engine;
      const outgoing = request({ host: localHost, port, agent, method, path, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.once('error', reject);
        answer.once('end', () =>
          resolve({ status: answer.statusCode ?? 502, text: Buffer.concat(chunks).toString('utf8') }),
        );
      });
      outgoing.once('error', reject);
      outgoing.end(body);
    });

  const keysOf = async (bucket: string, prefix: string): Promise<readonly string[]> => {
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const query = new URLSearchParams({
        'list-type': '2',
        prefix,
        ...(token === undefined ? {} : { 'continuation-token': token }),
      });
      const { status, text } = await ask('GET', `/${bucket}?${query}`);
      if (status === 404) return [];
      for (const [, key = ''] of text.matchAll(/<Contents>\s*<Key>([^<]*)<\/Key>/g)) keys.push(plain(key));
      const next = /<NextContinuationToken>([^<]*)</.exec(text)?.[1];
      token = next === undefined ? undefined : plain(next);
    } while (token !== undefined);
    return keys;
  };

  const keyOfVersion = (key: string, versionId: string): string => `${key}${separator}${versionId}`;

  return {
    enable: (bucket) => void enabled.add(bucket),
    isEnabled: (bucket) => enabled.has(bucket),
    async keep(bucket, key, isDeletion) {
      const path = objectPath(bucket, key);
      if ((await ask('HEAD', path)).status !== 200) return;
      await ask('PUT', `/${beside(bucket)}`);
      const newId = (): string => {
        made += 1;
        return `${Date.now().toString(36)}${made.toString(36).padStart(6, '0')}`;
      };
      await ask('PUT', objectPath(beside(bucket), keyOfVersion(key, newId())), { 'x-amz-copy-source': path });
      // The engine takes no empty body.
      const marker = objectPath(beside(bucket), keyOfVersion(key, newId() + markerEnd));
      if (isDeletion) await ask('PUT', marker, { 'content-type': 'text/plain', 'content-length': '1' }, '-');
    },
    async list(bucket, prefix) {
      const [current, kept] = await Promise.all([keysOf(bucket, prefix), keysOf(beside(bucket), prefix)]);
      const versions = kept.map((name) => {
        const end = name.lastIndexOf(separator);
        return { key: name.slice(0, end), id: name.slice(end + separator.length) };
      });
      const newest = new Map<string, string>();
      for (const { key, id } of versions) if (id > (newest.get(key) ?? '')) newest.set(key, id);
      const entry = (kind: 'Version' | 'DeleteMarker', key: string, id: string, isLatest: boolean): string =>
        `<${kind}><Key>${escaped(key)}</Key><VersionId>${id}</VersionId><IsLatest>${isLatest}</IsLatest></${kind}>`;
      const entries = [
        ...current.map((key) => entry('Version', key, 'null', true)),
        ...versions.map(({ key, id }) =>
          id.endsWith(markerEnd)
            ? entry('DeleteMarker', key, id, !current.includes(key) && newest.get(key) === id)
            : entry('Version', key, id, false),
        ),
      ];
      const xml =
        '<?xml version="1.0" encoding="UTF-8"?>\n<ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
        `<Name>${bucket}</Name><Prefix>${escaped(prefix)}</Prefix><IsTruncated>false</IsTruncated>${entries.join('')}` +
        '</ListVersionsResult>';
      return { status: 200, xml };
    },
    pathOf: (bucket, key, versionId) =>
      versionId === 'null' ? objectPath(bucket, key) : objectPath(beside(bucket), keyOfVersion(key, versionId)),
    async remove(bucket, key, versionId) {
      await ask('DELETE', objectPath(beside(bucket), keyOfVersion(key, versionId)));
      return { status: 204, xml: '' };
    },
  };
};

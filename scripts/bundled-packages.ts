/** What the bundles of the functions are made of, by esbuild's metafile: the package of each file, and what is there twice. */

interface BundledPackage {
  readonly name: string;
  /** Where this copy of it lies: another copy has another folder. */
  readonly folder: string;
}

/** Bytes in the output of each bundled file, by the path of the file. */
export type BundledFiles = Readonly<Record<string, { readonly bytesInOutput: number }>>;

/** @returns the package that a bundled file belongs to; undefined: it is our code */
export const packageOf = (path: string): BundledPackage | undefined => {
  const [folder, name] = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  return folder === undefined || name === undefined ? undefined : { name, folder };
};

/** @returns the packages of which one bundle carries two copies, each with its folders; empty files do not count */
export const packagesTwice = (
  files: BundledFiles,
): readonly (readonly [name: string, folders: readonly string[]])[] => {
  const copies = new Map<string, Set<string>>();
  for (const [path, { bytesInOutput }] of Object.entries(files)) {
    const bundled = bytesInOutput > 0 ? packageOf(path) : undefined;
    if (bundled !== undefined) copies.set(bundled.name, (copies.get(bundled.name) ?? new Set()).add(bundled.folder));
  }
  return [...copies].filter(([, folders]) => folders.size > 1).map(([name, folders]) => [name, [...folders].sort()]);
};

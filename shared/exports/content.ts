/** What a file holds, page by page: the border between what is exported and how a file is written and proven. */

import type { Presentation } from './presentation.ts';

export interface ContentPage {
  /** Records of the page, each with its line end. */
  readonly text: string;
  readonly rows: number;
  /** Where the next page begins; null on the last one. Kept in the checkpoint, so texts only. */
  readonly after: Readonly<Record<string, string>> | null;
}

export interface Content {
  /** File name without its ending; for other systems it is the same in every language. */
  readonly baseName: string;
  /** The same in the company's language: under it people store the file. */
  readonly ownName: string;
  /** First record, with what stands in front of it. */
  readonly header: string;
  readonly columns: readonly string[];
  /** The file is made for people, from the texts of the pages, which are noted rows then; absent: the texts are the file. */
  readonly presentation?: Presentation;
  /** @param after of the page before; null: from the start */
  pages(after: Readonly<Record<string, string>> | null): AsyncGenerator<ContentPage>;
}

/** Names of a company's users, by id. */
export type NamesOf = (tenant: string) => Promise<ReadonlyMap<string, string>>;

/** What a file holds, page by page: the border between what is exported and how a file is written and proven. */

export interface ContentPage {
  /** Records of the page, each with its line end. */
  readonly text: string;
  readonly rows: number;
  /** Where the next page begins; null on the last one. Kept in the checkpoint, so texts only. */
  readonly after: Readonly<Record<string, string>> | null;
}

export interface Content {
  /** File name without its ending. */
  readonly baseName: string;
  /** First record, with what stands in front of it. */
  readonly header: string;
  readonly columns: readonly string[];
  /** @param after of the page before; null: from the start */
  pages(after: Readonly<Record<string, string>> | null): AsyncGenerator<ContentPage>;
}

/** By which Excel knows that the text is UTF-8. */
export const byteOrderMark = '\ufeff';

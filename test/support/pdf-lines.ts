/** Reads a PDF back: what it prints, page by page, independent of how it was laid out. */
import { decodePDFRawStream, PDFArray, PDFDocument, type PDFObject, PDFRawStream } from '@cantoo/pdf-lib';

/** Bytes of the standard fonts' encoding, WinAnsi, which is windows-1252. */
const winAnsi = new TextDecoder('windows-1252');

const contentOf = (pdf: PDFDocument, contents: PDFObject | undefined): string => {
  const found = contents instanceof PDFArray ? contents.asArray() : [contents];
  return found
    .map((reference) => pdf.context.lookup(reference))
    .map((stream) =>
      stream instanceof PDFRawStream ? Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1') : '',
    )
    .join('\n');
};

/** Texts of each page in the order in which they are drawn. */
export const textsOfPages = async (bytes: Uint8Array): Promise<string[][]> => {
  const pdf = await PDFDocument.load(bytes, { updateMetadata: false });
  return pdf
    .getPages()
    .map((page) =>
      [...contentOf(pdf, page.node.Contents()).matchAll(/<([0-9A-F]*)> Tj/g)].map(([, hex = '']) =>
        winAnsi.decode(Buffer.from(hex, 'hex')),
      ),
    );
};

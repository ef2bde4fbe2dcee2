/** Saves bytes as a file of the browser's, under its name. */
export const saveFile = (content: Blob, fileName: string): void => {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
};

/** The same of a CSV text: reading as text drops the mark by which Excel knows UTF-8. */
export const saveText = (text: string, fileName: string): void =>
  saveFile(new Blob(['\ufeff', text.replace(/^\ufeff/, '')], { type: 'text/csv' }), fileName);

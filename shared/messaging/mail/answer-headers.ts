/** Headers by which mail programs keep a conversation together, and know a machine's mail (RFC 5322 §3.6.4, RFC 3834). Pure. */

export interface MailHeader {
  readonly Name: string;
  readonly Value: string;
}

/** Longest value that SES takes, characters: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageHeader.html */
const longestValue = 870;

/** The name of a mail in angle brackets; its sender chose it, so that anything else could stand in it. */
const isName = (id: string): boolean => /^[!-;=?-~]{1,250}$/.test(id);

/** As many of the names as there is room for, the nearest ones. */
const chain = (ids: readonly string[]): string => {
  let value = '';
  for (const id of ids.toReversed()) {
    const longer = value === '' ? `<${id}>` : `<${id}> ${value}`;
    if (longer.length > longestValue) break;
    value = longer;
  }
  return value;
};

/**
 * @param message.answers the mail that is answered: its name, and those before it, oldest first, without angle brackets
 * @returns headers in printable ASCII; what does not fit is left out, since a mail without it is delivered all the same
 */
export const answerHeaders = (message: {
  readonly automatic: boolean;
  readonly answers: { readonly id: string; readonly references: readonly string[] } | null;
}): readonly MailHeader[] => {
  const { automatic, answers } = message;
  const follows =
    answers === null || !isName(answers.id)
      ? []
      : [
          { Name: 'In-Reply-To', Value: `<${answers.id}>` },
          { Name: 'References', Value: chain([...answers.references.filter(isName), answers.id]) },
        ];
  return [...(automatic ? [{ Name: 'Auto-Submitted', Value: 'auto-generated' }] : []), ...follows];
};

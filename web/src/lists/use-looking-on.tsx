import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Spinner from '@cloudscape-design/components/spinner';
import { type ReactNode, useEffect, useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { useFormat } from '#web/session/format.ts';
import { listTexts } from './texts.ts';

/** What was read so far of a list whose filters may have found nothing yet. */
interface Read {
  readonly isEmpty: boolean;
  /** Where the list goes on; undefined: it was read to its end. */
  readonly cursor: string | undefined;
  readonly isFetching: boolean;
  /** What is looked for: another search is not stopped because this one was. */
  readonly filters: Readonly<Record<string, string | undefined>>;
  /** Date up to which it was looked through, where the list goes by dates. */
  readonly searchedTo?: string | undefined;
}

/**
 * A list never says that nothing matches while it was not read to its end: it looks on by itself, says how far it is, and can
 * be stopped (issue 12, 4).
 *
 * @param lookOn reads on from the cursor
 * @returns what stands in the place of the rows meanwhile; undefined: there are some, or the list has ended
 */
export const useLookingOn = (
  { isEmpty, cursor, isFetching, filters, searchedTo }: Read,
  lookOn: (cursor: string) => void,
): ReactNode | undefined => {
  const t = useTexts(listTexts);
  const format = useFormat();
  const search = JSON.stringify(filters);
  const [stopped, setStopped] = useState<string>();
  const isStopped = stopped === search;
  const goesOn = isEmpty && cursor !== undefined;
  useEffect(() => {
    if (goesOn && !isFetching && !isStopped) lookOn(cursor);
  });
  if (!goesOn) return undefined;
  const upTo = searchedTo === undefined ? '' : ` ${t('searchedTo', { day: format.day(searchedTo) })}`;
  return (
    <Box textAlign="center" padding="l">
      <div aria-live="polite">
        {!isStopped && <Spinner />} {t(isStopped ? 'searchStopped' : 'searching')}
        {upTo}
      </div>
      <Box padding={{ top: 's' }}>
        <Button onClick={() => setStopped(isStopped ? undefined : search)}>
          {t(isStopped ? 'searchOn' : 'stopSearch')}
        </Button>
      </Box>
    </Box>
  );
};

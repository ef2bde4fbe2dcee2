import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { useMay } from '#web/session/me.ts';
import { useDownload } from './changes.ts';
import type { Process } from './queries.ts';
import { processTexts } from './texts.ts';

/** Files of a process; the link lives five minutes and is made when it is wanted (B39). */
export function ProcessFiles({ process: { processId, files, state, companyExport } }: { process: Process }) {
  const t = useTexts(processTexts);
  const problemText = useProblemText();
  const { show } = useNotices();
  const may = useMay();
  const download = useDownload();
  if (files.length === 0) return <Box color="text-body-secondary">{t('noFile')}</Box>;
  const words: Readonly<Record<string, string>> = {
    'errors.csv': t('errorFileCsv'),
    'errors.xlsx': t('errorFile'),
    'supresion.json': t('receipt'),
  };
  // The manifest is for programs that check the file.
  return files
    .filter(({ name }) => !name.endsWith('.manifest.json'))
    .map(({ name, downloadName }) => ({ name, word: words[name] ?? downloadName ?? name }))
    .map(({ name, word }) => (
      <div key={name} className="breakable">
        <Button
          variant="link"
          iconName="download"
          ariaLabel={t('download', { name: word })}
          disabled={
            state === 'expired' || !may(companyExport === undefined ? 'getProcessFile' : 'requestCompanyExport')
          }
          loading={download.isPending && download.variables.name === name}
          onClick={() =>
            download.mutate(
              { processId, name },
              {
                onError: (error) =>
                  show({ id: 'download', type: 'error', header: t('downloadFailed'), content: problemText(error) }),
              },
            )
          }
        >
          {word}
        </Button>
      </div>
    ));
}

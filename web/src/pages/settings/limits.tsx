import Header from '@cloudscape-design/components/header';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { type LimitName, limitDefinitions } from '#contract/limit-words.ts';
import { settingsTexts } from '#web/features/settings/texts.ts';
import { limitsQuery } from '#web/features/settings/users.ts';
import { WithData } from '#web/features/settings/with-settings.tsx';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useFormat } from '#web/session/format.ts';
import { userTexts } from './user-texts.ts';

const bytesInMegabyte = 1024 ** 2;

/** Ajustes › Límites: how much the company may ask, and how much of it is used (B8). */
export function Component() {
  const t = useTexts(userTexts);
  const around = useTexts(settingsTexts);
  const label = useLabel();
  const format = useFormat();
  const amount = (name: LimitName, value: number) =>
    name === 'uploadBytesPerDay'
      ? t('megabytes', { count: format.number(Math.round(value / bytesInMegabyte)) })
      : format.number(value);
  return (
    <WithData query={useQuery(limitsQuery)}>
      {({ items }) => (
        <Table
          wrapLines
          trackBy="name"
          items={[...items]}
          header={
            <Header variant="h2" description={t('limitsAbout')}>
              {around('limits')}
            </Header>
          }
          columnDefinitions={[
            {
              id: 'name',
              header: t('what'),
              cell: ({ name }) => label(limitDefinitions[name].label),
              isRowHeader: true,
              minWidth: 200,
            },
            { id: 'limit', header: t('limit'), cell: ({ name, limit }) => amount(name, limit), minWidth: 110 },
            {
              id: 'used',
              header: t('used'),
              cell: ({ name, limit, used }) => (
                <ProgressBar
                  ariaLabel={`${t('used')}: ${label(limitDefinitions[name].label)}`}
                  value={Math.min(100, Math.round((used / limit) * 100))}
                  additionalInfo={amount(name, used)}
                />
              ),
              minWidth: 200,
            },
            { id: 'resets', header: t('resets'), cell: ({ resetsAt }) => format.dateTime(resetsAt), minWidth: 150 },
          ]}
        />
      )}
    </WithData>
  );
}

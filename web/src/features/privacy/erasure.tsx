import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Steps, { type StepsProps } from '@cloudscape-design/components/steps';
import type { ErasureCounts } from '#contract/privacy.ts';
import { type ErasureStage, erasureReasons, erasureStages } from '#contract/privacy-words.ts';
import { useDownload } from '#web/features/processes/changes.ts';
import { isMoving, type Process } from '#web/features/processes/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { paths } from '#web/navigation/paths.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { TargetLink } from '#web/parts/target-link.tsx';
import { TitledList } from '#web/parts/titled-list.tsx';
import { useFormat } from '#web/session/format.ts';
import { useUserName } from '#web/session/options.ts';
import { privacyTexts } from './texts.ts';

type ErasureState = NonNullable<Process['erasure']>;

const stages = Object.keys(erasureStages) as ErasureStage[];
const counted = [
  'messages',
  'records',
  'addresses',
  'fileVersions',
  'processes',
  'waiting',
  'views',
] as const satisfies readonly (keyof ErasureCounts)[];

/** An erasure as its process tells it: the steps while it goes on, then the receipt. */
export function Erasure({ process }: { process: Process }) {
  const { erasure } = process;
  if (erasure === undefined) return null;
  return isMoving(process) ? <Running erasure={erasure} /> : <Receipt process={process} erasure={erasure} />;
}

function LogLink() {
  const t = useTexts(privacyTexts);
  return <TargetLink href={`${paths.processes}?kind=customer_erasure`}>{t('log')}</TargetLink>;
}

const statusOf = (index: number, now: number): StepsProps.Status => {
  if (index < now) return 'success';
  return index === now ? 'in-progress' : 'pending';
};

function Running({ erasure: { stage, counts } }: { erasure: ErasureState }) {
  const t = useTexts(privacyTexts);
  const label = useLabel();
  const now = stages.indexOf(stage);
  return (
    <SpaceBetween size="m">
      <Container header={<Header variant="h2">{t('running')}</Header>}>
        <SpaceBetween size="m">
          <Box>{t('runningText')}</Box>
          <Steps
            ariaLabel={t('steps')}
            steps={stages.map((each, index) => ({
              status: statusOf(index, now),
              header: label(erasureStages[each]),
              ...(each === 'settle' && index === now ? { details: t('settleText') } : {}),
            }))}
          />
          <LogLink />
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">{t('done')}</Header>}>
        <Counts counts={counts} />
      </Container>
    </SpaceBetween>
  );
}

function Counts({ counts }: { counts: ErasureCounts }) {
  const t = useTexts(privacyTexts);
  const format = useFormat();
  return (
    <KeyValuePairs columns={3} items={counted.map((key) => ({ label: t(key), value: format.number(counts[key]) }))} />
  );
}

/** What was done, in words, and the file of it. It names nobody. */
function Receipt({
  process: { processId, requestedBy, createdAt, finishedAt, files, state },
  erasure: { pseudonym, reason, reference, counts },
}: {
  process: Process;
  erasure: ErasureState;
}) {
  const t = useTexts(privacyTexts);
  const label = useLabel();
  const format = useFormat();
  const userName = useUserName();
  const problemText = useProblemText();
  const { show } = useNotices();
  const download = useDownload();
  const [file] = files;
  const save = () => {
    if (file === undefined) return;
    download.mutate(
      { processId, name: file.name },
      {
        onError: (error) =>
          show({ id: 'download', type: 'error', header: t('downloadFailed'), content: problemText(error) }),
      },
    );
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={t('receiptText')}
          actions={
            file !== undefined &&
            state === 'success' && (
              <Button iconName="download" loading={download.isPending} onClick={save}>
                {t('download')}
              </Button>
            )
          }
        >
          {t('receipt')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {state === 'expired' && <Alert type="info">{t('expired')}</Alert>}
        <KeyValuePairs
          columns={3}
          items={[
            { label: t('pseudonym'), value: pseudonym },
            { label: t('why'), value: label(erasureReasons[reason]) },
            { label: t('referenceOf'), value: reference ?? t('none') },
            { label: t('requestedBy'), value: userName(requestedBy) },
            { label: t('requestedAt'), value: format.dateTime(createdAt) },
            { label: t('finishedAt'), value: finishedAt === null ? t('none') : format.dateTime(finishedAt) },
          ]}
        />
        <section>
          <Box variant="h3" padding={{ bottom: 'xs' }}>
            {t('done')}
          </Box>
          <Counts counts={counts} />
        </section>
        <TitledList
          title={t('stays')}
          lines={(['staysRegister', 'staysRefusals', 'staysBackups'] as const).map((key) => t(key))}
        />
        <LogLink />
      </SpaceBetween>
    </Container>
  );
}

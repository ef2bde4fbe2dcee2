import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { type AnswerableDateFormat, answerableDateFormats, dayIn } from '#contract/date-orders.ts';
import { type ImportKind, importColumns } from '#contract/import-columns.ts';

import type { Process } from '#web/features/processes/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useFormat } from '#web/session/format.ts';
import { importTexts } from './texts.ts';
import type { ImportAnswer } from './upload.ts';

type Question = NonNullable<NonNullable<Process['import']>['question']>;

/** What an import asks before it goes on: the order of its dates, what its titles mean, whether debts are settled (F19). */
export function QuestionForm({
  question,
  kind,
  isPending,
  onAnswer,
}: {
  question: Question;
  kind: ImportKind;
  isPending: boolean;
  onAnswer(answer: ImportAnswer): void;
}) {
  if (question.kind === 'settle') {
    return <SettleQuestion question={question} isPending={isPending} onAnswer={onAnswer} />;
  }
  return question.kind === 'dateFormat' ? (
    <DateQuestion question={question} isPending={isPending} onAnswer={onAnswer} />
  ) : (
    <ColumnsQuestion question={question} kind={kind} isPending={isPending} onAnswer={onAnswer} />
  );
}

/** The rows are in; of what the file does not name, much would be settled, or rows were refused. */
function SettleQuestion({
  question: { open, missing, rejected },
  isPending,
  onAnswer,
}: {
  question: Extract<Question, { kind: 'settle' }>;
  isPending: boolean;
  onAnswer(answer: ImportAnswer): void;
}) {
  const t = useTexts(importTexts);
  const format = useFormat();
  return (
    <SpaceBetween size="m">
      <Box>
        {t('askSettle', { count: missing, missing: format.number(missing), open: format.number(open) })}
        {rejected > 0 && ` ${t('askSettleRejected', { count: rejected })}`}
      </Box>
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="primary" loading={isPending} onClick={() => onAnswer({ settle: true })}>
          {t('settleYes', { count: missing, missing: format.number(missing) })}
        </Button>
        <Button loading={isPending} onClick={() => onAnswer({ settle: false })}>
          {t('settleNo')}
        </Button>
      </SpaceBetween>
    </SpaceBetween>
  );
}

function DateQuestion({
  question,
  isPending,
  onAnswer,
}: {
  question: Extract<Question, { kind: 'dateFormat' }>;
  isPending: boolean;
  onAnswer(answer: ImportAnswer): void;
}) {
  const t = useTexts(importTexts);
  const format = useFormat();
  const [chosen, setChosen] = useState<AnswerableDateFormat>();
  const [example = ''] = question.examples;
  // The same date in both orders shows what the choice decides.
  const reading = (order: AnswerableDateFormat) => {
    const day = dayIn(example, order);
    const date = example;
    return day === undefined ? t('askDatesNone', { date }) : t('askDatesMeans', { date, day: format.longDay(day) });
  };
  return (
    <SpaceBetween size="m">
      <FormField
        label={t('askDates', { column: question.column })}
        description={t('askDatesExamples', { examples: format.list(question.examples) })}
      >
        <RadioGroup
          value={chosen ?? null}
          items={answerableDateFormats.map((value) => ({ value, label: t(value), description: reading(value) }))}
          onChange={({ detail }) => setChosen(answerableDateFormats.find((value) => value === detail.value))}
        />
      </FormField>
      <Button
        variant="primary"
        loading={isPending}
        disabled={chosen === undefined}
        onClick={() => chosen !== undefined && onAnswer({ dateFormat: chosen })}
      >
        {t('answer')}
      </Button>
    </SpaceBetween>
  );
}

function ColumnsQuestion({
  question,
  kind,
  isPending,
  onAnswer,
}: {
  question: Extract<Question, { kind: 'columns' }>;
  kind: ImportKind;
  isPending: boolean;
  onAnswer(answer: ImportAnswer): void;
}) {
  const t = useTexts(importTexts);
  const label = useLabel();
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({});
  const options = question.titles.map((title) => ({ value: title, label: title }));
  const titles = question.missing.map((key) => chosen[key]);
  const isComplete = titles.every((title) => title !== undefined) && new Set(titles).size === titles.length;
  const answer = () =>
    onAnswer({ columns: Object.fromEntries(question.missing.map((key) => [chosen[key] ?? '', key])) });
  return (
    <SpaceBetween size="m">
      <Box>{t('askColumns')}</Box>
      {question.missing.map((key) => {
        const column = importColumns[kind][key];
        const title = chosen[key];
        return (
          <FormField key={key} label={column === undefined ? key : label(column)}>
            <Select
              options={options}
              placeholder={t('askColumnsChoose')}
              selectedOption={title === undefined ? null : { value: title, label: title }}
              onChange={({ detail }) => setChosen({ ...chosen, [key]: detail.selectedOption.value ?? '' })}
            />
          </FormField>
        );
      })}
      <Button variant="primary" loading={isPending} disabled={!isComplete} onClick={answer}>
        {t('answer')}
      </Button>
    </SpaceBetween>
  );
}

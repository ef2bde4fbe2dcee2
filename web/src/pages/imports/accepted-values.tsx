import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import type { ImportKind } from '#contract/import-columns.ts';
import { acceptedLists } from '#contract/import-words.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { Foldable } from '#web/parts/foldable.tsx';
import { importTexts } from './texts.ts';

/** What cells may hold, as the template's second sheet lists it (F19). */
export function AcceptedValues({ kind }: { kind: ImportKind }) {
  const t = useTexts(importTexts);
  const label = useLabel();
  return (
    <Foldable headerText={t('accepted')}>
      <ColumnLayout columns={4} minColumnWidth={160}>
        {acceptedLists[kind].map((list) => (
          <section key={list.label.en} aria-label={label(list.label)}>
            <Box variant="awsui-key-label">{label(list.label)}</Box>
            <ul>
              {list.values.map((value) => (
                <li key={value.en}>{label(value)}</li>
              ))}
            </ul>
          </section>
        ))}
      </ColumnLayout>
    </Foldable>
  );
}

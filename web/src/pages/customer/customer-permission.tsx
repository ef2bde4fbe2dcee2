import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { DndPart } from '#web/features/conversations/care/dnd-part.tsx';
import { PausePart } from '#web/features/conversations/care/pause-part.tsx';
import type { Customer } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { customerPageTexts } from './texts.ts';

/** What may be sent to the customer: a pause until a date, DND by channel (C38, D28). */
export function CustomerPermission({ customer }: { customer: Customer }) {
  const t = useTexts(customerPageTexts);
  return (
    <Container header={<Header variant="h2">{t('permission')}</Header>}>
      <ColumnLayout columns={2} minColumnWidth={240}>
        <DndPart customer={customer} />
        <PausePart customer={customer} />
      </ColumnLayout>
    </Container>
  );
}

import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import { ownValues } from '#contract/own-values.ts';
import type { Customer } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useFormat } from '#web/session/format.ts';
import { useMetadataFields } from '#web/session/metadata-fields.ts';
import { customerPageTexts } from './texts.ts';

/** What the company records of its customers beside the profile (E16, E17, E19). */
export function ProfileMetadata({ customer }: { customer: Customer }) {
  const t = useTexts(customerPageTexts);
  const label = useLabel();
  const format = useFormat();
  const fields = useMetadataFields();
  const words = (value: string | number | boolean, type: string) => {
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    if (typeof value === 'number') return format.number(value);
    return type === 'date' ? format.day(value) : value;
  };
  const values: Customer['metadata'] = {
    ...ownValues({ ...customer, contacts: customer.addresses }),
    ...customer.metadata,
  };
  const items = fields.flatMap(({ key, label: name, type }) => {
    const value = values[key];
    return value === undefined
      ? []
      : [{ label: label(name), value: <span className="breakable">{words(value, type)}</span> }];
  });
  return (
    <Container header={<Header variant="h2">{t('metadata')}</Header>}>
      {items.length === 0 ? (
        <Box color="text-body-secondary">{t('noMetadata')}</Box>
      ) : (
        <KeyValuePairs columns={3} minColumnWidth={180} items={items} />
      )}
    </Container>
  );
}

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { TableProps } from '@cloudscape-design/components/table';
import { channelLabels } from '#contract/vocabulary.ts';
import { alertTexts } from '#web/features/alerts/texts.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import type { ColumnGroup } from '#web/lists/columns-dialog.tsx';
import { Found } from '#web/lists/found.tsx';
import { foundIn } from '#web/lists/found-in.ts';
import { listTexts } from '#web/lists/texts.ts';
import { useWide } from '#web/lists/use-wide.ts';
import { TargetLink } from '#web/parts/target-link.tsx';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import { useMetadataFields } from '#web/session/metadata-fields.ts';
import { useUserName } from '#web/session/options.ts';
import { ContactabilityStatus } from './contactability-status.tsx';
import { FavoriteButton } from './favorite-button.tsx';
import type { CustomerRow } from './queries.ts';
import { RestrictionMark } from './restriction-mark.tsx';
import { customerTexts } from './texts.ts';

/** Columns that people may add and remove, in the order in which they stand; name and actions always stand. */
const ownColumns = [
  'favorite',
  'document',
  'contactability',
  'segment',
  'daysOverdue',
  'dueDate',
  'balance',
  'advisor',
  'portfolios',
  'tags',
  'channel',
  'influencer',
  'lastContact',
  'createdAt',
] as const;

/** Id of the column of a metadata field. */
const metadataPrefix = 'metadata.';
export const metadataColumn = (key: string): string => `${metadataPrefix}${key}`;

/** Key of the metadata field that a column shows; undefined for the others. */
export const metadataKeyOf = (id: string): string | undefined =>
  id.startsWith(metadataPrefix) ? id.slice(metadataPrefix.length) : undefined;

/** What people choose from: the list's own columns, and the metadata of the profile (E13, E16). */
export const useCustomerColumnGroups = (): readonly ColumnGroup[] => {
  const t = useTexts(customerTexts);
  const label = useLabel();
  const fields = useMetadataFields();
  return [
    {
      label: t('listColumns'),
      columns: [{ id: 'name', label: t('name'), fixed: true }, ...ownColumns.map((id) => ({ id, label: t(id) }))],
    },
    {
      label: t('metadata'),
      columns: fields.map((field) => ({ id: metadataColumn(field.key), label: label(field.label) })),
    },
  ];
};

interface RowActions {
  onEdit(row: CustomerRow): void;
  onContact(row: CustomerRow): void;
  /** Opens the alerts of a customer. */
  onAlerts(row: CustomerRow): void;
  /** The help desk's headings, with Contactar in words (E3). */
  readonly contacts: boolean;
  customerPath(customerId: string): string;
  /** What was searched for: it is marked where it stands. */
  readonly search: string | undefined;
  /** Columns that are shown. */
  readonly shown: readonly string[];
}

/** All columns of the customers list with what stands in them (A16, E3, E13, E15, Q16). */
export const useCustomerColumns = ({
  onEdit,
  onContact,
  onAlerts,
  contacts,
  customerPath,
  search,
  shown,
}: RowActions): TableProps.ColumnDefinition<CustomerRow>[] => {
  const t = useTexts(customerTexts);
  const alertText = useTexts(alertTexts);
  const label = useLabel();
  const format = useFormat();
  const may = useMay();
  const userName = useUserName();
  const wide = useWide();
  const fields = useMetadataFields();
  const metadataText = (value: string | number | boolean | undefined) => {
    if (value === undefined) return t('none');
    return typeof value === 'boolean' ? t(value ? 'yes' : 'no') : String(value);
  };
  const list = (values: readonly string[]) => (values.length === 0 ? t('none') : values.join(', '));
  return [
    {
      id: 'favorite',
      header: t('favorite'),
      cell: (row) => <FavoriteButton {...row} />,
      minWidth: 96,
    },
    {
      id: 'name',
      header: t(contacts ? 'userName' : 'name'),
      cell: (row) => (
        <>
          <TargetLink href={customerPath(row.customerId)}>
            <span className="breakable">
              <Found text={row.name} search={search} />
            </span>
          </TargetLink>
          {row.restriction !== null && (
            <Box>
              <RestrictionMark restriction={row.restriction} />
            </Box>
          )}
          {search !== undefined && (
            <FoundElsewhere row={row} search={search} shown={[...shown, ...(contacts ? ['contact'] : [])]} />
          )}
        </>
      ),
      sortingField: 'name',
      isRowHeader: true,
      minWidth: wide ? 205 : 150,
    },
    {
      id: 'document',
      header: t('document'),
      cell: (row) => <Found text={documentOf(row) ?? t('none')} search={search} />,
      minWidth: 152,
    },
    {
      id: 'contactability',
      header: t('contactability'),
      cell: (row) => (
        <ContactabilityStatus
          {...row}
          open={
            may('clearAlert')
              ? { label: alertText('openAlerts', { name: row.name }), onPress: () => onAlerts(row) }
              : undefined
          }
        />
      ),
      sortingField: 'alerts',
      minWidth: 285,
    },
    { id: 'segment', header: t('segment'), cell: ({ segment }) => segment, minWidth: 148 },
    {
      id: 'daysOverdue',
      header: t('daysOverdue'),
      cell: ({ debtSummary }) => (debtSummary.dueDate === null ? t('none') : format.number(debtSummary.daysOverdue)),
      sortingField: 'daysOverdue',
      minWidth: 120,
    },
    {
      id: 'dueDate',
      header: t('dueDate'),
      cell: ({ debtSummary }) => (debtSummary.dueDate === null ? t('none') : format.day(debtSummary.dueDate)),
      minWidth: 150,
    },
    {
      id: 'balance',
      header: t('balance'),
      cell: ({ debtSummary }) =>
        list(Object.entries(debtSummary.balances).map(([currency, amount]) => format.money(amount, currency))),
      sortingField: 'balance',
      minWidth: 130,
    },
    {
      id: 'advisor',
      header: t('advisor'),
      cell: ({ advisorId }) => (advisorId === null ? t('nobody') : userName(advisorId)),
      minWidth: 150,
    },
    { id: 'portfolios', header: t('portfolios'), cell: ({ portfolios }) => list(portfolios), minWidth: 150 },
    { id: 'tags', header: t('tags'), cell: ({ tags }) => list(tags), minWidth: 150 },
    {
      id: 'channel',
      header: t(contacts ? 'contact' : 'channel'),
      cell: ({ channels, contacts: addresses }) =>
        contacts ? (
          <Addresses values={addresses.map(({ value }) => value)} none={t('none')} search={search} />
        ) : (
          list(channels.map((channel) => label(channelLabels[channel])))
        ),
      minWidth: 150,
    },
    {
      id: 'influencer',
      header: t('influencer'),
      cell: ({ influencer }) => t(influencer ? 'yes' : 'no'),
      minWidth: 120,
    },
    {
      id: 'lastContact',
      header: t('lastContact'),
      cell: ({ lastContactAt }) => format.written(lastContactAt ?? t('none')),
      sortingField: 'lastContact',
      minWidth: 150,
    },
    {
      id: 'createdAt',
      header: t('createdAt'),
      cell: ({ createdAt }) => format.date(createdAt),
      sortingField: 'createdAt',
      minWidth: 130,
    },
    ...fields.map(
      (field): TableProps.ColumnDefinition<CustomerRow> => ({
        id: metadataColumn(field.key),
        header: label(field.label),
        cell: ({ metadata }) => <span className="breakable">{metadataText(metadata?.[field.key])}</span>,
        minWidth: 140,
      }),
    ),
    {
      id: 'actions',
      header: t(contacts ? 'contactAction' : 'actions'),
      cell: (row) => (
        <SpaceBetween direction="horizontal" size="xxs" alignItems="center">
          {may('sendMessage') && (
            <Button
              {...(contacts ? { variant: 'inline-link' } : { variant: 'icon', iconName: 'contact' })}
              ariaLabel={t('contactName', { name: row.name })}
              onClick={() => onContact(row)}
            >
              {contacts && t('contactAction')}
            </Button>
          )}
          {may('patchCustomer') && (
            <Button
              variant="icon"
              iconName="edit"
              ariaLabel={t('edit', { name: row.name })}
              onClick={() => onEdit(row)}
            />
          )}
        </SpaceBetween>
      ),
      minWidth: contacts ? 160 : 115,
    },
  ];
};

/** Document as it is shown, `RUT 8.123.451-5`. */
const documentOf = ({ documentType, documentNumber }: CustomerRow): string | undefined =>
  documentNumber === null ? undefined : `${documentType ?? ''} ${documentNumber}`.trim();

/** What was found in a column that is not shown: without it a row would not say why it is there. */
function FoundElsewhere({ row, search, shown }: { row: CustomerRow; search: string; shown: readonly string[] }) {
  const t = useTexts(listTexts);
  const isFound = (text: string) => foundIn(text, search).length > 0;
  if (isFound(row.name)) return null;
  const document = shown.includes('document') ? undefined : documentOf(row);
  const addresses = shown.includes('contact') ? [] : row.contacts.map(({ value }) => value);
  const found = [document, ...addresses].find((text) => text !== undefined && isFound(text));
  if (found === undefined) return null;
  return (
    <Box variant="small" display="block">
      <span className="breakable">
        {t('matches')} <Found text={found} search={search} />
      </span>
    </Box>
  );
}

/** Each address in a line of its own (E4). */
function Addresses({ values, none, search }: { values: readonly string[]; none: string; search: string | undefined }) {
  if (values.length === 0) return none;
  return values.map((value) => (
    <div key={value} className="breakable">
      <Found text={value} search={search} />
    </div>
  ));
}

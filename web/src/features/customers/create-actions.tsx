import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import type { ImportKind } from '#contract/import-columns.ts';
import { useTexts } from '#web/language/texts.ts';
import { paths } from '#web/navigation/paths.ts';
import { useFollow } from '#web/navigation/use-follow.ts';
import { useMay } from '#web/session/me.ts';
import { customerTexts } from './texts.ts';

/** Files that are offered beside the form. */
const importedHere = ['customers', 'debts'] as const satisfies readonly ImportKind[];

/** Creates customers: one by the form, or many by a file (B27, F20). */
export function CreateActions({
  imports,
  onCreate,
}: {
  /** Whether files are offered beside the form. */
  imports: boolean;
  onCreate(): void;
}) {
  const t = useTexts(customerTexts);
  const may = useMay();
  const follow = useFollow();
  if (!may('createCustomer')) return null;
  if (!imports || !may('createImport')) {
    return (
      <Button variant="primary" onClick={onCreate}>
        {t('create')}
      </Button>
    );
  }
  return (
    <ButtonDropdown
      variant="primary"
      mainAction={{ text: t('create'), onClick: onCreate }}
      ariaLabel={t('createMore')}
      items={importedHere.map((kind) => ({ id: kind, text: t(`import_${kind}`), href: paths.import(kind) }))}
      onItemFollow={follow}
    />
  );
}

import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import { useTexts } from '#web/language/texts.ts';
import { paths } from '#web/navigation/paths.ts';
import { useFollow } from '#web/navigation/use-follow.ts';
import { customerPageTexts } from './texts.ts';
import '#web/parts/target-link.css';

/** The way from the module to the page of a customer, who is there or was. */
export function CustomerBreadcrumbs({ module, title }: { module: 'receivables' | 'helpDesk'; title: string }) {
  const t = useTexts(customerPageTexts);
  const follow = useFollow();
  const list = module === 'helpDesk' ? paths.helpDesk : paths.customers;
  return (
    <div className="target-link">
      <BreadcrumbGroup
        ariaLabel={t('breadcrumbs')}
        onFollow={follow}
        items={[
          { text: t(module), href: list },
          { text: t('customers'), href: list },
          { text: title, href: '' },
        ]}
      />
    </div>
  );
}

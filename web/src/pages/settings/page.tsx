import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import { Link, Outlet, useLocation, useNavigate } from 'react-router';
import { settingsTexts } from '#web/features/settings/texts.ts';
import { useTexts } from '#web/language/texts.ts';
import { paths, type SettingsSection, settingsSections } from '#web/navigation/paths.ts';
import { useMay } from '#web/session/me.ts';
import './settings.css';

const sectionOf = (pathname: string): SettingsSection =>
  settingsSections.find((section) => pathname.startsWith(paths.settingsSection(section))) ?? 'company';

/** Ajustes: sections on the left, or in a choice above on a phone; each has its own address. */
export function Component() {
  const t = useTexts(settingsTexts);
  const may = useMay();
  const navigate = useNavigate();
  const active = sectionOf(useLocation().pathname);
  // The standing reports are a page of their own beside the process log; people look for them here too.
  const links = [
    ...settingsSections
      .filter((section) => section !== 'audit' || may('listAudit'))
      .filter((section) => section !== 'retention' || may('getRetention'))
      .map((section) => ({ text: t(section), href: paths.settingsSection(section) })),
    ...(may('listStandingReports') ? [{ text: t('standingReports'), href: paths.standingReports }] : []),
  ];
  const options = links.map(({ text, href }) => ({ value: href, label: text }));
  const activeHref = paths.settingsSection(active);
  return (
    <ContentLayout header={<Header variant="h1">{t('title')}</Header>}>
      <div className="settings">
        <nav className="settings-sections" aria-label={t('sections')}>
          <ul>
            {links.map(({ text, href }) => (
              <li key={href}>
                <Link to={href} aria-current={href === activeHref ? 'page' : undefined}>
                  {text}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="settings-choice">
          <Select
            ariaLabel={t('section')}
            options={options}
            selectedOption={options.find(({ value }) => value === activeHref) ?? null}
            onChange={({ detail: { selectedOption } }) => {
              if (selectedOption.value !== undefined) navigate(selectedOption.value);
            }}
          />
        </div>
        <div className="settings-section">
          <Outlet />
        </div>
      </div>
    </ContentLayout>
  );
}

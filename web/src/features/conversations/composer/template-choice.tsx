import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { type MergeTag, mergeTags } from '#contract/merge-tags.ts';
import type { SendingChannel } from '#contract/vocabulary.ts';
import { api, dataOf } from '#web/api/client.ts';
import type { RowOf } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import type { FieldFaults } from '#web/parts/field-faults.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { composerTexts } from './composer-texts.ts';

type Template = RowOf<'listTemplates'>;

/** A template that is about to be sent, and the values of its own variables. */
export interface TemplateDraft {
  readonly template: Template;
  readonly variables: Record<string, string>;
}

/** Variables that have no value yet. */
export const useMissing = (draft: TemplateDraft | undefined): readonly string[] =>
  draft?.template.variables.filter((name) => (draft.variables[name] ?? '').trim() === '') ?? [];

/** Approved templates of the channel (C12, D1). */
export function TemplateChoice({
  channel,
  draft,
  onChange,
}: {
  channel: SendingChannel;
  draft: TemplateDraft | undefined;
  onChange(draft: TemplateDraft | undefined): void;
}) {
  const t = useTexts(composerTexts);
  const { data } = useQuery({
    queryKey: queryKeys.templates.approved(channel),
    queryFn: ({ signal }) =>
      dataOf(api.GET('/v1/templates', { params: { query: { channel, state: 'approved', limit: '100' } }, signal })),
    staleTime: 60_000,
  });
  if (draft !== undefined) {
    return (
      <Button iconName="close" onClick={() => onChange(undefined)}>
        {t('removeTemplate')}
      </Button>
    );
  }
  return (
    <Select
      ariaLabel={t('pickTemplate')}
      placeholder={t('pickTemplate')}
      empty={t('noTemplates')}
      selectedOption={null}
      expandToViewport
      filteringType="auto"
      options={(data?.items ?? []).map(({ templateId, name }) => ({ value: templateId, label: name }))}
      onChange={({ detail }) => {
        const template = data?.items.find(({ templateId }) => templateId === detail.selectedOption.value);
        if (template !== undefined) onChange({ template, variables: {} });
      }}
    />
  );
}

/** The template as the customer will read it, and fields for what the system cannot fill in (C12). */
export function TemplateFields({
  customerId,
  draft,
  faultText,
  onChange,
}: {
  customerId: string;
  draft: TemplateDraft;
  /** What the service says of a field. */
  faultText: FieldFaults['at'];
  onChange(draft: TemplateDraft): void;
}) {
  const t = useTexts(composerTexts);
  const label = useLabel();
  const { template, variables } = draft;
  const preview = useQuery(previewQuery(customerId, draft));
  const lacking = preview.data?.missing.filter((name) => !template.variables.includes(name)) ?? [];
  const named = (name: string) => (isMergeTag(name) ? label(mergeTags[name]) : name);
  return (
    <SpaceBetween size="xs">
      <div>
        <Box variant="awsui-key-label">
          {t('preview')}: {template.name}
        </Box>
        {preview.error !== null && <ProblemAlert error={preview.error} onRetry={() => void preview.refetch()} />}
        <strong className="breakable">{preview.data?.subject ?? template.subject}</strong>
        <p className="thread-text">{preview.data?.body ?? template.body}</p>
      </div>
      {lacking.length > 0 && <Alert type="warning">{t('lacking', { names: lacking.map(named).join(', ') })}</Alert>}
      {template.variables.length > 0 && <Box variant="small">{t('missing')}</Box>}
      {template.variables.map((name) => (
        <FormField key={name} label={name} errorText={faultText(`variables.${name}`)}>
          <Input
            value={variables[name] ?? ''}
            onChange={({ detail }) => onChange({ template, variables: { ...variables, [name]: detail.value } })}
          />
        </FormField>
      ))}
    </SpaceBetween>
  );
}

const isMergeTag = (name: string): name is MergeTag => Object.hasOwn(mergeTags, name);

/** Filled in by the service, by the values that sending takes. While values are typed, the last preview stays. */
const previewQuery = (customerId: string, { template: { templateId }, variables }: TemplateDraft) =>
  queryOptions({
    queryKey: queryKeys.templates.preview(templateId, customerId, variables),
    queryFn: ({ signal }) =>
      dataOf(
        api.POST('/v1/templates/{templateId}/preview', {
          params: { path: { templateId } },
          body: { customerId, variables },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

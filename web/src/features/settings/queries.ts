import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer, Body } from '#web/api/paths.ts';

export type Settings = Answer<'getSettings'>;
/** What can be edited of the settings: always sent as a whole. */
export type EditableSettings = Body<'putSettings'> & Pick<Settings, 'calls' | 'results' | 'payments'>;

export const settingsQuery = queryOptions({
  queryKey: ['companies', 'settings'],
  queryFn: ({ signal }) => dataOf(api.GET('/v1/settings', { signal })),
});

/** The settings without what the service alone writes. */
export const editableOf = (settings: Settings): EditableSettings => {
  const { senders: _senders, updatedAt: _updatedAt, version: _version, ...editable } = settings;
  return editable;
};

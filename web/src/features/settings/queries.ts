import { queryOptions } from '@tanstack/react-query';
import type { Answer, Body } from '#web/api/paths.ts';
import { settingsQuery } from '#web/session/options.ts';

export type Settings = Answer<'getSettings'>;
/** What can be edited of the settings: always sent as a whole. */
export type EditableSettings = Body<'putSettings'> & Pick<Settings, 'calls' | 'results' | 'payments'>;

/** For whoever edits them: others may have changed them, so they are read anew each time. */
export const editedSettingsQuery = queryOptions({ ...settingsQuery, staleTime: 0 });

/** The settings without what the service alone writes. */
export const editableOf = (settings: Settings): EditableSettings => {
  const { senders: _senders, updatedAt: _updatedAt, version: _version, ...editable } = settings;
  return editable;
};

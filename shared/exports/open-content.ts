/** Which content a process's file has: the register's for reports and its exports, a list's for the other trays. */
import type { ProcessValue } from '#shared/processes/entities.ts';
import type { Content } from './content.ts';
import { type CustomerSources, customerContent } from './customer-content.ts';
import { type InteractionSources, interactionContent } from './interaction-content.ts';
import { type ListProcessesPage, processErrorContent } from './process-error-content.ts';

export interface ContentSources extends InteractionSources, CustomerSources {
  readonly listProcesses: ListProcessesPage;
}

/** @returns the content, which throws when the process names something that is no longer understood */
export const createOpenContent =
  ({ listProcesses, ...sources }: ContentSources) =>
  (process: ProcessValue): Content => {
    const tray = process.selection?.tray ?? 'interactions';
    if (tray === 'customers') return customerContent(sources, process);
    if (tray === 'processErrors') return processErrorContent(listProcesses, process, sources.namesOf);
    return interactionContent(sources, process);
  };

/** The catalogue of results of a contact (Q10): a company's own, or the one that every company begins with. Pure. */
import { defaultResults, type ResultDefinition } from '#contract/results.ts';
import { Refusal } from '#platform/errors.ts';
import type { CompanyValue } from './entities.ts';

/** Results that the company offers, in its order. */
export const catalogueOf = (company: Pick<CompanyValue, 'results'>): readonly ResultDefinition[] =>
  company.results ?? defaultResults;

/** Whether calls and other follow-ups are recorded: the switch of Ajustes › Comunicaciones › Llamada (C5). */
export const recordsResults = (company: Pick<CompanyValue, 'calls'>): boolean => company.calls?.recordResults ?? true;

/** @throws Refusal CALLS_DISABLED when the company does not record results (C6) */
export const requireRecording = (company: Pick<CompanyValue, 'calls'>): void => {
  if (recordsResults(company)) return;
  throw new Refusal('CALLS_DISABLED', 'Switch on "registrar gestiones" in Ajustes › Comunicaciones › Llamada.');
};

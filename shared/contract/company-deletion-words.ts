/** Words of the deletion of a company, for the console too. */
import type { Label } from './vocabulary.ts';

/** Why a company is deleted. A list and no text: the receipt stays, and must name nobody. */
export const companyDeletionReasons = {
  contract_ended: { es: 'Terminó el contrato', en: 'The contract has ended' },
  moved: { es: 'La empresa usa otra plataforma', en: 'The company uses another platform' },
  closed: { es: 'La empresa deja de operar', en: 'The company closes down' },
  trial: { es: 'Era una prueba', en: 'It was a trial' },
  legal_duty: { es: 'Lo ordena una ley o una autoridad', en: 'A law or an authority orders it' },
} as const satisfies Record<string, Label>;
export type CompanyDeletionReason = keyof typeof companyDeletionReasons;

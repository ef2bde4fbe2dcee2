/** Catalogue of results of a contact, with or without a call, that every company begins with (Q10). */
import type { Label } from '#contract/vocabulary.ts';

export const resultLabels: readonly Label[] = [
  // With contact.
  { es: 'Promesa de pago', en: 'Promise to pay' },
  { es: 'Ya pagó', en: 'Already paid' },
  { es: 'No reconoce la deuda', en: 'Disputes the debt' },
  { es: 'Volver a llamar', en: 'Call back' },
  { es: 'Se niega a pagar', en: 'Refuses to pay' },
  { es: 'No puede pagar', en: 'Cannot pay' },
  { es: 'Repactación', en: 'Restructuring' },
  { es: 'Refinanciamiento', en: 'Refinancing' },
  // Without contact.
  { es: 'No contesta', en: 'No answer' },
  { es: 'Ocupado', en: 'Busy' },
  { es: 'Buzón de voz', en: 'Voicemail' },
  { es: 'Contesta un tercero', en: 'Third person' },
  { es: 'Número equivocado', en: 'Wrong number' },
  { es: 'Fuera de servicio', en: 'Out of service' },
  { es: 'Fallecido', en: 'Deceased' },
];

/** What a company keeps for how long: kinds, bounds and standards, for the console too (ADR 67). */
import type { Label } from './vocabulary.ts';

interface Kept {
  readonly label: Label;
  readonly unit: 'months' | 'days';
  readonly least: number;
  readonly most: number;
  /** Of a company that has not chosen. */
  readonly standard: number;
  /** Kind that goes with it: it cannot be kept for less than this one. */
  readonly within?: string;
}

/**
 * In their order: who is deleted takes along what stands under it. The proof that a contact was made is kept for two years
 * at least (Chile, Ley 19.496 art. 37; three for those under Regulation F, which is the standard), and so is the audit trail.
 */
export const retentionKinds = {
  messages: {
    label: { es: 'Comunicaciones (registro)', en: 'Communications (register)' },
    unit: 'months',
    least: 24,
    most: 120,
    standard: 36,
  },
  contents: {
    label: { es: 'Contenido de los mensajes', en: 'Contents of messages' },
    unit: 'months',
    least: 1,
    most: 120,
    standard: 24,
    within: 'messages',
  },
  attachments: {
    label: { es: 'Archivos adjuntos', en: 'Attachments' },
    unit: 'months',
    least: 1,
    most: 120,
    standard: 24,
    within: 'contents',
  },
  recordings: {
    label: { es: 'Grabaciones de llamadas', en: 'Recordings of calls' },
    unit: 'months',
    least: 1,
    most: 120,
    standard: 24,
    within: 'contents',
  },
  mails: {
    label: { es: 'Formato original de los correos', en: 'Original format of mails' },
    unit: 'months',
    least: 1,
    most: 120,
    standard: 12,
    within: 'contents',
  },
  exports: {
    label: { es: 'Archivos de descargas e importaciones', en: 'Files of exports and imports' },
    unit: 'days',
    least: 1,
    most: 30,
    standard: 30,
  },
  decisions: {
    label: { es: 'Auditoría y log de procesos', en: 'Audit trail and process log' },
    unit: 'months',
    least: 24,
    most: 120,
    standard: 36,
  },
} as const satisfies Record<string, Kept>;
export type RetentionKind = keyof typeof retentionKinds;
export const retentionKindNames = Object.keys(retentionKinds) as [RetentionKind, ...RetentionKind[]];

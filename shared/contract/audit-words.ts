/** The words of the audit trail: what is audited, how it changed, who did it. Nothing but words, for the console too. */
import type { Label } from './vocabulary.ts';

/**
 * What is audited, once: whoever writes an entry, the filter, the export and the console take the kinds from here. A
 * new kind needs its words here and a call of `auditActions` (shared/audit/audit-actions.ts) where the change is written.
 */
export const auditKinds = {
  settings: { es: 'Configuración', en: 'Settings' },
  metadataFields: { es: 'Campos de clientes', en: 'Customer fields' },
  account: { es: 'Cuenta', en: 'Account' },
  hold: { es: 'Detención de envíos', en: 'Sending hold' },
  user: { es: 'Usuario', en: 'User' },
  limits: { es: 'Límites', en: 'Limits' },
  template: { es: 'Plantilla', en: 'Template' },
  sharedView: { es: 'Vista compartida', en: 'Shared view' },
  standingReport: { es: 'Informe permanente', en: 'Standing report' },
  restriction: { es: 'Oposición o bloqueo', en: 'Objection or block' },
  retention: { es: 'Plazos de conservación', en: 'Retention periods' },
  portability: { es: 'Copia de datos de un cliente', en: 'Copy of the data of a customer' },
  companyExport: { es: 'Exportación de la empresa', en: 'Export of the company' },
  settlement: { es: 'Deudas dadas por pagadas', en: 'Debts taken as paid' },
  erasure: { es: 'Supresión de datos', en: 'Erasure of personal data' },
  alerts: { es: 'Alertas de direcciones', en: 'Alerts of addresses' },
  companyDeletion: { es: 'Eliminación de la empresa', en: 'Deletion of the company' },
} as const satisfies Record<string, Label>;
export type AuditKind = keyof typeof auditKinds;

export const auditActionLabels = {
  created: { es: 'Creación', en: 'Created' },
  changed: { es: 'Cambio', en: 'Changed' },
  deleted: { es: 'Eliminación', en: 'Deleted' },
} as const satisfies Record<string, Label>;
export type AuditAction = keyof typeof auditActionLabels;

/**
 * Who makes changes: a user of the company; an operator, who provisions companies; the system, for what follows from
 * what providers say (Meta's review of a template, the state of an account) or from a sign-in.
 */
export const auditActorLabels = {
  user: { es: 'Usuario', en: 'User' },
  operator: { es: 'Operador', en: 'Operator' },
  system: { es: 'Sistema', en: 'System' },
} as const satisfies Record<string, Label>;
export type AuditActor = keyof typeof auditActorLabels;

/** Columns of the trail as a file: one row for each value that changed. */
export const auditColumns = {
  at: { es: 'Fecha', en: 'Time' },
  actor: { es: 'Quién', en: 'Who' },
  userId: { es: 'Id del usuario', en: 'User id' },
  kind: { es: 'Qué', en: 'What' },
  action: { es: 'Acción', en: 'Action' },
  subjectName: { es: 'Nombre', en: 'Name' },
  subjectId: { es: 'Id', en: 'Id' },
  field: { es: 'Campo', en: 'Field' },
  before: { es: 'Antes', en: 'Before' },
  after: { es: 'Después', en: 'After' },
} as const satisfies Record<string, Label>;

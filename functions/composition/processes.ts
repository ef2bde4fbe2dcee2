/** The process log, exports, imports, and the register that reports are made of. */
import { ExportStore } from '#shared/exports/export-store.ts';
import { ImportStore } from '#shared/imports/store.ts';
import { ListedRowStore } from '#shared/interactions/listed-row-store.ts';
import { OriginStore } from '#shared/interactions/origins.ts';
import { RegisterStore } from '#shared/interactions/store.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { storePart } from './part.ts';

export const exports = /* @__PURE__ */ storePart(ExportStore);
export const imports = /* @__PURE__ */ storePart(ImportStore);
export const listedRows = /* @__PURE__ */ storePart(ListedRowStore);
export const origins = /* @__PURE__ */ storePart(OriginStore);
export const processes = /* @__PURE__ */ storePart(ProcessStore);
export const register = /* @__PURE__ */ storePart(RegisterStore);

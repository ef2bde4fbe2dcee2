/** Views of lists that a company shares (F22): anybody who writes may share one, owner and supervisors change it. */
import type * as z from 'zod';
import { type SharedViewInput, type SharedViewSchema, sharedViewLimit, type ViewList } from '#contract/views.ts';
import { type Clock, isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import type { Stored } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { signedByUser } from '#shared/audit/audit-actions.ts';
import type { SharedViewValue } from './entities.ts';
import { requireCompany } from './find-company.ts';
import { metadataFieldsOf } from './metadata-fields.ts';
import type { CompanyStore } from './store.ts';
import { checkView } from './view-rules.ts';

type View = z.input<typeof SharedViewSchema>;

export interface SharedViewDeps {
  readonly companies: Pick<
    CompanyStore,
    'find' | 'listSharedViews' | 'findSharedView' | 'saveSharedView' | 'deleteSharedView'
  >;
  readonly clock: Clock;
}

interface Place {
  readonly tenant: string;
  readonly list: ViewList;
}

interface Target extends Place {
  readonly viewId: string;
  readonly ifMatch?: number | undefined;
  readonly by: { readonly userId: string; readonly mayChangeAny: boolean };
}

const shown = ({ tenant: _tenant, updatedAt, ...view }: SharedViewValue): View => ({
  ...view,
  updatedAt: isoTime(updatedAt),
});

/** By name. */
export const listSharedViews = async (deps: SharedViewDeps, { tenant, list }: Place): Promise<{ items: View[] }> => {
  const views = await deps.companies.listSharedViews(tenant, list);
  return { items: views.map(shown).sort((a, b) => a.name.localeCompare(b.name)) };
};

/** Holds the view to its list, and its name to be the only one. */
const check = async (deps: SharedViewDeps, { tenant, list }: Place, body: SharedViewInput, viewId: string) => {
  const [company, views] = await Promise.all([
    deps.companies.find(tenant),
    deps.companies.listSharedViews(tenant, list),
  ]);
  checkView(list, body, metadataFieldsOf(requireCompany(company).value));
  const others = views.filter((view) => view.viewId !== viewId);
  if (others.some(({ name }) => name.toLowerCase() === body.name.toLowerCase())) {
    throw Refusal.at('name', 'VIEW_NAME_TAKEN', 'the list has a shared view of this name.');
  }
  if (others.length >= sharedViewLimit) {
    throw new Refusal('VIEW_LIMIT', `A list has at most ${sharedViewLimit} shared views. Delete one first.`);
  }
};

/**
 * @param input.viewId of the first request on a repeat: the view that it made is the answer
 * @throws Refusal FILTER_INVALID, VIEW_LIMIT, VIEW_NAME_TAKEN
 */
export const createSharedView = async (
  deps: SharedViewDeps,
  input: Place & {
    readonly viewId: string;
    readonly owner: string;
    readonly at: number;
    readonly body: SharedViewInput;
  },
): Promise<View> => {
  const { tenant, list, viewId, owner, at, body } = input;
  await check(deps, input, body, viewId);
  const view: SharedViewValue = { tenant, list, viewId, ...body, owner, updatedAt: at, version: 1 };
  return writeOnce(
    () => deps.companies.saveSharedView(undefined, view, signedByUser(owner, at)).then(() => shown(view)),
    async () => shown((await deps.companies.findSharedView(tenant, list, viewId))?.value ?? view),
  );
};

const requireView = async (deps: SharedViewDeps, target: Target): Promise<Stored<SharedViewValue>> => {
  const stored = await deps.companies.findSharedView(target.tenant, target.list, target.viewId);
  if (stored === undefined) throw new Refusal('VIEW_NOT_FOUND', 'The list has no shared view with this id.');
  if (stored.value.owner !== target.by.userId && !target.by.mayChangeAny) {
    throw new Refusal('FORBIDDEN', 'Only its owner, supervisors and administrators can change a shared view.');
  }
  if (target.ifMatch !== undefined && target.ifMatch !== stored.value.version) refuseConflict();
  return stored;
};

const refuseConflict = (): never => {
  throw new Refusal('VERSION_CONFLICT', 'The view has changed in the meantime. Read it again.');
};

/** @throws Refusal VIEW_NOT_FOUND, FORBIDDEN, VERSION_CONFLICT, FILTER_INVALID, VIEW_NAME_TAKEN */
export const putSharedView = async (
  deps: SharedViewDeps,
  input: Target & { readonly body: SharedViewInput },
): Promise<View> => {
  const { tenant, list, viewId, body } = input;
  const before = await requireView(deps, input);
  await check(deps, input, body, viewId);
  const { owner, version } = before.value;
  const now = deps.clock.now();
  const view = { tenant, list, viewId, ...body, owner, updatedAt: now, version: version + 1 };
  await writeOnce(
    () => deps.companies.saveSharedView(before, view, signedByUser(input.by.userId, now)),
    refuseConflict,
  );
  return shown(view);
};

/** @throws Refusal VIEW_NOT_FOUND, FORBIDDEN, VERSION_CONFLICT */
export const deleteSharedView = async (deps: SharedViewDeps, input: Target): Promise<{ viewId: string }> => {
  const view = await requireView(deps, input);
  const signature = signedByUser(input.by.userId, deps.clock.now());
  await writeOnce(() => deps.companies.deleteSharedView(view, signature), refuseConflict);
  return { viewId: input.viewId };
};

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { hasRole } from '#contract/vocabulary.ts';
import { api, dataOf, ifMatch } from '#web/api/client.ts';
import fieldLimits from '#web/api/field-limits.json';
import { useMay, useMe } from '#web/session/me.ts';
import {
  type KeptViews,
  type ListName,
  type SharedList,
  type SharedView,
  sharedViewsQuery,
  useKeepViews,
  viewsQuery,
} from './views.ts';

/** What a view keeps: filters as the API names them, columns, order (B22, F22). */
export interface ViewContent {
  readonly filters: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly sort: string | undefined;
}

/** A view by its name: one's own, or one that the company shares. */
export interface ListView {
  readonly name: string;
  /** Null: the caller's own. */
  readonly shared: SharedView | null;
  readonly content: ViewContent;
  /** True for the one that the list opens with. */
  readonly opens: boolean;
}

/** Most views that one person keeps of one list. */
export const { most: ownViewLimit } = fieldLimits.putViews.views;

const contentOf = ({ filters, columns = [], sort }: KeptViews['views'][number] | SharedView): ViewContent => ({
  filters,
  columns,
  sort,
});

/** As the API takes it: no order means the list's own. */
const inputOf = (name: string, { filters, columns, sort }: ViewContent) => ({
  name,
  filters: { ...filters },
  columns: [...columns],
  ...(sort === undefined ? {} : { sort }),
});

const sorted = (filters: ViewContent['filters']) => Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1));

/** True when both show the same rows in the same columns. */
export const isSameContent = (a: ViewContent, b: ViewContent): boolean =>
  a.sort === b.sort &&
  JSON.stringify(sorted(a.filters)) === JSON.stringify(sorted(b.filters)) &&
  JSON.stringify([...a.columns].sort()) === JSON.stringify([...b.columns].sort());

const referenceTo = ({ name, shared }: Pick<ListView, 'name' | 'shared'>): KeptViews['opensWith'] =>
  shared === null ? { shared: false, view: name } : { shared: true, view: shared.viewId };

const isSameReference = (a: KeptViews['opensWith'], b: KeptViews['opensWith']): boolean =>
  a !== undefined && a.shared === b?.shared && a.view === b.view;

const opening = (kept: KeptViews, opensWith: KeptViews['opensWith']): KeptViews => {
  const { opensWith: _before, ...others } = kept;
  return opensWith === undefined ? others : { ...others, opensWith };
};

/** Views of a list: the caller's own, then those that the company shares (F22). */
export const useListViews = (list: ListName, sharedList: SharedList): readonly ListView[] | undefined => {
  const own = useQuery(viewsQuery(list));
  const shared = useQuery(sharedViewsQuery(sharedList));
  if (own.data === undefined || (shared.data === undefined && shared.error === null)) return undefined;
  const { views, opensWith } = own.data;
  const found = [
    ...views.map((view) => ({ name: view.name, shared: null, content: contentOf(view) })),
    ...(shared.data?.items ?? []).map((view) => ({ name: view.name, shared: view, content: contentOf(view) })),
  ];
  return found.map((view) => ({ ...view, opens: isSameReference(opensWith, referenceTo(view)) }));
};

/** Whether the caller may rename and delete a view: own ones, and as supervisors and administrators all shared ones. */
export const useMayChangeView = (): ((view: ListView) => boolean) => {
  const { userId, roles } = useMe();
  const may = useMay();
  const anyOf = hasRole(roles, 'supervisor');
  return ({ shared }) => shared === null || (may('putSharedView') && (anyOf || shared.owner === userId));
};

/** Changes of views. All throw ApiProblem, and nothing has changed then. */
export const useChangeViews = (list: ListName, sharedList: SharedList) => {
  const queryClient = useQueryClient();
  const keep = useKeepViews(list);
  const mayChange = useMayChangeView();
  const params = { path: { list: sharedList } };
  const fresh = () => queryClient.invalidateQueries({ queryKey: sharedViewsQuery(sharedList).queryKey });

  const createShared = async (name: string, content: ViewContent): Promise<SharedView> => {
    const view = await dataOf(
      api.POST('/v1/views/{list}', {
        params: { ...params, header: { 'Idempotency-Key': crypto.randomUUID() } },
        body: inputOf(name, content),
      }),
    );
    await fresh();
    return view;
  };
  const replaceShared = async ({ viewId, version }: SharedView, name: string, content: ViewContent) => {
    const view = await dataOf(
      api.PUT('/v1/views/{list}/{viewId}', {
        params: { path: { list: sharedList, viewId }, header: ifMatch(version) },
        body: inputOf(name, content),
      }),
    );
    await fresh();
    return view;
  };

  return {
    /** Keeps what is shown under a name; a view of this name is replaced where the caller may. */
    save: async (
      views: readonly ListView[],
      { name, share, opens, content }: { name: string; share: boolean; opens: boolean; content: ViewContent },
    ): Promise<unknown> => {
      if (!share) {
        return keep((kept) => {
          const others = kept.views.filter((view) => view.name !== name);
          const next = { ...kept, views: [...others, inputOf(name, content)] };
          return opens ? opening(next, { shared: false, view: name }) : next;
        });
      }
      const before = views.find((view) => view.shared?.name.toLowerCase() === name.toLowerCase());
      const mine = before !== undefined && mayChange(before) ? before.shared : null;
      const view = mine === null ? await createShared(name, content) : await replaceShared(mine, name, content);
      return opens ? keep((kept) => opening(kept, { shared: true, view: view.viewId })) : view;
    },
    rename: (view: ListView, name: string): Promise<unknown> =>
      view.shared === null
        ? keep((kept) => {
            const others = kept.views.filter((one) => one.name !== name || name === view.name);
            const views = others.map((one) => (one.name === view.name ? { ...one, name } : one));
            const next = { ...kept, views };
            return view.opens ? opening(next, { shared: false, view: name }) : next;
          })
        : replaceShared(view.shared, name, view.content),
    /** An own view becomes one of the company. */
    share: async (view: ListView): Promise<unknown> => {
      const { viewId } = await createShared(view.name, view.content);
      return keep((kept) => {
        const next = { ...kept, views: kept.views.filter(({ name }) => name !== view.name) };
        return view.opens ? opening(next, { shared: true, view: viewId }) : next;
      });
    },
    remove: async (view: ListView): Promise<unknown> => {
      if (view.shared === null) {
        return keep((kept) => {
          const next = { ...kept, views: kept.views.filter(({ name }) => name !== view.name) };
          return view.opens ? opening(next, undefined) : next;
        });
      }
      const { viewId, version } = view.shared;
      await dataOf(
        api.DELETE('/v1/views/{list}/{viewId}', {
          params: { path: { list: sharedList, viewId }, header: ifMatch(version) },
        }),
      );
      return fresh();
    },
    /** @param opens the view that the list opens with from now on; undefined: none */
    open: (opens: ListView | undefined): Promise<unknown> =>
      keep((kept) => opening(kept, opens === undefined ? undefined : referenceTo(opens))),
  };
};

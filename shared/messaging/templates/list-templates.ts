/** Lists templates by channel and state, newest first. */
import type { SendingChannel, TemplateState } from '#contract/vocabulary.ts';
import type { Cursors } from '#platform/cursor.ts';
import type { TemplateValue } from './entities.ts';
import type { TemplateStore } from './template-store.ts';

/** Templates that one page may look at: at 1.5 KB each, 40 read units. */
const examinedLimit = 200;
const defaultLimit = 50;

/**
 * One page. A filtered page may be short and still have a `nextCursor`.
 *
 * @throws Refusal CURSOR_INVALID
 */
export const listTemplates = async (
  deps: { templates: Pick<TemplateStore, 'listPage'>; cursors: Cursors },
  input: {
    tenant: string;
    channel: SendingChannel | undefined;
    state: TemplateState | undefined;
    limit: number | undefined;
    cursor: string | undefined;
  },
): Promise<{ items: TemplateValue[]; nextCursor?: string }> => {
  const { tenant, channel, state, limit = defaultLimit } = input;
  const scope = JSON.stringify([tenant, 'templates', channel ?? null, state ?? null]);
  const items: TemplateValue[] = [];
  let after = deps.cursors.open<string>(scope, input.cursor);
  for (let examined = 0; examined < examinedLimit && items.length < limit; ) {
    const wanted = Math.min(limit - items.length, examinedLimit - examined);
    const page = await deps.templates.listPage(tenant, wanted, after);
    examined += wanted;
    items.push(
      ...page.templates.filter(
        (template) =>
          (channel === undefined || template.channel === channel) && (state === undefined || template.state === state),
      ),
    );
    after = page.last;
    if (after === undefined) return { items };
  }
  return { items, ...(after === undefined ? {} : { nextCursor: deps.cursors.seal(scope, after) }) };
};

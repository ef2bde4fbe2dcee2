/** Flows of WhatsApp templates: a submission, and another text of one that Meta has (E23). */
import { Template } from '#shared/messaging/templates/entities.ts';
import type { Process } from '../support/delivery-process.ts';
import { hour, type World } from '../support/delivery-world.ts';
import { type Flow, ok } from './flow.ts';

const text = { channel: 'whatsapp', name: 'Aviso', body: 'Hola {{customerFirstName}}, paga hoy.', state: 'pending' };
const other = 'Hola {{customerFirstName}}, tu cuota vence mañana.';

const submit = async (world: World): Promise<string> => {
  const { status, body } = await world.start().api<{ templateId: string }>({
    call: 'POST /v1/templates',
    body: text,
    caller: world.caller,
  });
  ok(status, [201]);
  return body.templateId;
};

/** What each hour does for every company. */
const synchronise = async (world: World, process: Process): Promise<void> => {
  const { status, body } = await process.api<{ left: number }>({
    call: 'POST /v1/templates/synchronise',
    caller: world.caller,
  });
  ok(status, [200]);
  if (body.left > 0) throw new Error(`${body.left} templates are left`);
};

/** Hours pass, and each brings its run: enough for whatever was left. */
const hours = async (world: World): Promise<void> => {
  for (let passed = 0; passed < 3; passed += 1) {
    world.time += hour;
    await synchronise(world, world.start());
  }
};

/** One template here and one at Meta, approved with this text. */
const isOne =
  (body: string): NonNullable<Flow['expect']> =>
  ({ world, snapshot }) => {
    const templates = snapshot.of(Template);
    const list = new URLSearchParams({ id: world.businessAccountId });
    const { templates: atMeta } = world.providers.templates.list(list) as { templates: { templateName: string }[] };
    return [
      ...(templates.length === 1 && atMeta.length === 1 ? [] : [`${templates.length} here, ${atMeta.length} at Meta`]),
      ...templates.flatMap((template) => [
        ...(template.state === 'approved' && template.body === body
          ? []
          : [`it is ${template.state}: ${template.body}`]),
        ...(template.atMeta?.name === atMeta[0]?.templateName ? [] : ['it has another name at Meta']),
      ]),
    ];
  };

export const templateFlows: readonly Flow[] = [
  {
    name: 'a WhatsApp template is submitted with one key',
    async prepare(world) {
      return async (process) => {
        const { status } = await process.api({
          call: 'POST /v1/templates',
          headers: { 'idempotency-key': 'template' },
          body: text,
          caller: world.caller,
        });
        ok(status, [201]);
      };
    },
    settle: hours,
    expect: isOne(text.body),
  },
  {
    name: 'another text of an approved template',
    async prepare(world) {
      const templateId = await submit(world);
      await hours(world);
      return async (process) => {
        const { status } = await process.api({
          call: `PATCH /v1/templates/${templateId}`,
          body: { body: other },
          caller: world.caller,
        });
        ok(status, [200, 409]);
      };
    },
    settle: hours,
    expect: isOne(other),
  },
  {
    name: 'the hourly run submits what waits, and takes over what Meta decided',
    async prepare(world) {
      const templateId = await submit(world);
      await hours(world);
      await world.start().api({
        call: `PATCH /v1/templates/${templateId}`,
        body: { state: 'draft', body: other },
        caller: world.caller,
      });
      await world.start().api({
        call: `PATCH /v1/templates/${templateId}`,
        body: { state: 'pending' },
        caller: world.caller,
      });
      world.time += hour;
      return (process) => synchronise(world, process);
    },
    settle: hours,
    expect: isOne(other),
  },
];

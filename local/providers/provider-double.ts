import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { CallLog } from './call-log.ts';
import { EventQueue } from './event-queue.ts';
import { type FaultMode, FaultPlan, faultSchema } from './faults.ts';
import {
  type Handling,
  jsonAnswer,
  listen,
  type ProviderAnswer,
  type ProviderContext,
  type ProviderRequest,
  type RunningService,
} from './service.ts';

/** An error that the provider answers on purpose. `fields` are further members of its body. */
export class ProviderError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, message: string, fields: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'ProviderError';
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

/** How one AWS service puts errors on the wire, and which error each injected fault is there. */
export interface ErrorDialect {
  answer(error: ProviderError): ProviderAnswer;
  readonly faults: Readonly<Record<'throttle' | 'error500' | 'badRequest', ProviderError>>;
}

/** A call of the provider's API as far as log and faults need it. */
interface ProviderCall {
  readonly operation: string;
  readonly recipient?: string | undefined;
  readonly attempt?: string | undefined;
  readonly tags?: Readonly<Record<string, string>>;
}

/** What an operation does when it succeeds: the body of its answer, and the id of a message that it took. */
export interface Accepted {
  readonly body: object;
  readonly messageId?: string;
}

/** The parts of a control endpoint that differ from double to double. */
interface ControlActions {
  /** `POST /_control/events`: emits an event for an earlier message, again or out of order. */
  emit(body: unknown): object;
  /** `POST /_control/settings`: limits and switches; answers the settings in force. */
  configure(body: unknown): object;
  /** `POST /_control/inbound`: a customer writes; absent where the provider has no such thing. */
  receive?(body: unknown): object | Promise<object>;
  /** `POST /_control/reset`: forgets what this double holds beside calls, faults and waiting events. */
  reset(): Promise<void> | void;
}

/**
 * The frame of every provider's double: one port with the provider's API and, under `/_control/`, the call log, the
 * faults and the events on demand (listed in `local/providers/README.md`).
 */
export class ProviderDouble {
  readonly calls: CallLog;
  readonly events: EventQueue;
  readonly #faults = new FaultPlan();
  readonly #name: string;
  readonly #dialect: ErrorDialect;
  readonly #context: ProviderContext;

  constructor(name: string, context: ProviderContext, dialect: ErrorDialect) {
    this.#name = name;
    this.#context = context;
    mkdirSync(context.dataDir, { recursive: true });
    this.calls = new CallLog(join(context.dataDir, 'calls.ndjson'));
    this.#dialect = dialect;
    this.events = new EventQueue(
      (topicArn, message) => context.publish(topicArn, message),
      (line) => context.log(`${name}: ${line}`),
    );
  }

  /** Runs one API call through the injected faults and writes it into the call log. */
  async run(call: ProviderCall, accept: () => Accepted | Promise<Accepted>): Promise<Handling> {
    const fault = this.#faults.take(call.operation, call.recipient ?? null);
    const record = (
      outcome: 'accepted' | 'accepted-unanswered' | 'refused' | 'lost',
      code: string | null,
      messageId: string | null,
    ) =>
      this.calls.add({
        operation: call.operation,
        recipient: call.recipient ?? null,
        attempt: call.attempt ?? null,
        tags: call.tags ?? {},
        outcome,
        code,
        messageId,
      });
    if (fault === 'reset' || fault === 'timeout-before-accept') {
      record('lost', null, null);
      return fault === 'reset' ? 'reset' : 'hang';
    }
    try {
      const refusal = this.#refusalFor(fault);
      if (refusal) throw refusal;
      const { body, messageId = null } = await accept();
      const unanswered = fault === 'timeout-after-accept';
      record(unanswered ? 'accepted-unanswered' : 'accepted', null, messageId);
      return unanswered ? 'hang' : jsonAnswer(200, body);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      record('refused', error.code, null);
      return this.#dialect.answer(error);
    }
  }

  /** Opens the port. `api` answers everything that is not a control request. */
  async start(api: (request: ProviderRequest) => Promise<Handling>, control: ControlActions): Promise<RunningService> {
    const service = await listen({
      port: this.#context.port,
      name: this.#name,
      log: (line) => this.#context.log(line),
      handle: async (request) => {
        try {
          return request.path.startsWith('/_control/') ? await this.#control(request, control) : await api(request);
        } catch (error) {
          if (error instanceof ProviderError) return this.#dialect.answer(error);
          throw error;
        }
      },
    });
    return {
      url: service.url,
      stop: async () => {
        await this.events.stop();
        await service.stop();
      },
    };
  }

  #refusalFor(fault: FaultMode | undefined): ProviderError | undefined {
    if (fault === 'throttle' || fault === 'error500' || fault === 'badRequest') return this.#dialect.faults[fault];
    return undefined;
  }

  async #control(request: ProviderRequest, actions: ControlActions): Promise<ProviderAnswer> {
    const action = `${request.method} ${request.path.slice('/_control/'.length)}`;
    try {
      switch (action) {
        case 'GET calls':
          return jsonAnswer(200, { calls: this.calls.list(Object.fromEntries(request.query)) });
        case 'GET faults':
          return jsonAnswer(200, { faults: this.#faults.list() });
        case 'POST faults':
          this.#faults.add(faultSchema.parse(parseJson(request.body)));
          return jsonAnswer(200, { faults: this.#faults.list() });
        case 'GET pending':
          return jsonAnswer(200, { pending: this.events.pending });
        case 'POST events':
          return jsonAnswer(202, actions.emit(parseJson(request.body)));
        case 'POST settings':
          return jsonAnswer(200, actions.configure(parseJson(request.body)));
        case 'POST inbound':
          if (actions.receive) return jsonAnswer(202, await actions.receive(parseJson(request.body)));
          break;
        case 'POST reset':
          this.calls.clear();
          this.#faults.clear();
          this.events.discard();
          await actions.reset();
          return jsonAnswer(200, {});
      }
    } catch (error) {
      if (error instanceof z.ZodError) return jsonAnswer(400, { message: z.prettifyError(error) });
      if (error instanceof SyntaxError) return jsonAnswer(400, { message: `The body is not JSON: ${error.message}` });
      if (error instanceof ProviderError) return jsonAnswer(error.status, { message: error.message });
      throw error;
    }
    return jsonAnswer(404, {
      message: `${this.#name} has no control action "${action}"; see local/providers/README.md.`,
    });
  }
}

/** @throws SyntaxError when the body is not JSON; an empty body is an empty object */
export const parseJson = (body: Buffer): unknown => (body.length === 0 ? {} : JSON.parse(body.toString('utf8')));

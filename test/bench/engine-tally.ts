/**
 * Adds up what the engine says that each call takes: for scenes of hundreds of thousands of calls, where the meter, which
 * reads every item before and after each write, would take hours. Local engines charge single-item calls and queries as AWS
 * does, which the meter compares (`meter.ts`); transactions they do not, so those are refused here.
 */
import {
  BatchGetCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { DocumentPort } from '#platform/table/kernel.ts';

const counted = { ReturnConsumedCapacity: 'TOTAL' } as const;

export class EngineTally {
  read = 0;
  write = 0;
  /** Calls to the table. */
  calls = 0;
  /** The client behind this tally. */
  readonly port: DocumentPort;
  readonly #client: DynamoDBDocumentClient;

  constructor(client: DynamoDBDocumentClient) {
    this.#client = client;
    const send = (command: unknown) => this.#send(command);
    this.port = new Proxy(client, {
      get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)),
    });
  }

  async #send(command: unknown): Promise<unknown> {
    this.calls += 1;
    if (command instanceof GetCommand) {
      const answer = await this.#client.send(new GetCommand({ ...command.input, ...counted }));
      this.read += answer.ConsumedCapacity?.CapacityUnits ?? 0;
      return answer;
    }
    if (command instanceof QueryCommand) {
      const answer = await this.#client.send(new QueryCommand({ ...command.input, ...counted }));
      this.read += answer.ConsumedCapacity?.CapacityUnits ?? 0;
      return answer;
    }
    if (command instanceof BatchGetCommand) {
      const answer = await this.#client.send(new BatchGetCommand({ ...command.input, ...counted }));
      this.read += answer.ConsumedCapacity?.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0) ?? 0;
      return answer;
    }
    return this.#write(command);
  }

  async #write(command: unknown): Promise<unknown> {
    const answer =
      command instanceof PutCommand
        ? await this.#client.send(new PutCommand({ ...command.input, ...counted }))
        : command instanceof UpdateCommand
          ? await this.#client.send(new UpdateCommand({ ...command.input, ...counted }))
          : command instanceof DeleteCommand
            ? await this.#client.send(new DeleteCommand({ ...command.input, ...counted }))
            : undefined;
    if (answer === undefined) throw new TypeError('The tally cannot charge this command: measure it with the meter.');
    this.write += answer.ConsumedCapacity?.CapacityUnits ?? 0;
    return answer;
  }
}

import { Duration } from 'aws-cdk-lib';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { Environment as Authorize } from '../../functions/socket/authorize/env.ts';
import { Environment as Connect } from '../../functions/socket/connect/env.ts';
import { Environment as Disconnect } from '../../functions/socket/disconnect/env.ts';
import { Environment as Messages } from '../../functions/socket/messages/env.ts';
import { Environment as Live } from '../../functions/streams/live/env.ts';
import type { AlarmDefinition } from './alarm-definition.ts';
import type { ApiEntrance } from './api-entrance.ts';
import { ContactaFunction, type Foundation } from './contacta-function.ts';
import { SocketApi } from './socket-api.ts';
import { StreamWorker } from './stream-worker.ts';

export interface LiveUpdatesProps {
  readonly foundation: Foundation;
  readonly entrance: ApiEntrance;
  readonly issuerUrl: string;
  readonly clientId: string;
  readonly scope: string;
}

/**
 * Types of the items whose changes are told (`toldTypes` in shared/live/events.ts; a test holds them together), and users:
 * the connections of one who was disabled are closed.
 */
const told = ['message', 'conversation', 'customer', 'process', 'user'];

/** From the table's stream to the open clients: WebSocket API, its functions, and the feed's consumer. */
export class LiveUpdates extends Construct {
  readonly url: string;
  readonly functions: readonly ContactaFunction[];
  readonly alarms: readonly AlarmDefinition[];

  constructor(scope: Construct, id: string, props: LiveUpdatesProps) {
    super(scope, id);
    const { foundation, entrance, issuerUrl, clientId } = props;
    const api = new SocketApi(this, 'SocketApi', { config: foundation.config, api: entrance.socket });
    const endpoint = { SOCKET_ENDPOINT: api.managementUrl };
    const authorize = new ContactaFunction(this, 'SocketAuthorize', {
      foundation,
      name: 'socket-authorize',
      description: 'Checks the access token of a new WebSocket connection',
      schema: Authorize,
      environment: { ISSUER_URL: issuerUrl, CLIENT_ID: clientId, TOKEN_SCOPE: props.scope },
      timeout: Duration.seconds(10),
      memory: 512,
    });
    const connect = new ContactaFunction(this, 'SocketConnect', {
      foundation,
      name: 'socket-connect',
      description: 'Puts a new connection on the list of its company, closes those that are too many',
      schema: Connect,
      environment: endpoint,
      tableAccess: { actions: ['GetItem', 'Query', 'PutItem', 'DeleteItem'] },
      timeout: Duration.seconds(25),
      memory: 512,
    });
    const disconnect = new ContactaFunction(this, 'SocketDisconnect', {
      foundation,
      name: 'socket-disconnect',
      description: 'Takes an ended connection off the list',
      schema: Disconnect,
      environment: {},
      tableAccess: { actions: ['GetItem', 'DeleteItem'] },
      timeout: Duration.seconds(10),
      memory: 512,
    });
    const messages = new ContactaFunction(this, 'SocketMessages', {
      foundation,
      name: 'socket-messages',
      description: 'Answers the frames of clients: resume, ping',
      schema: Messages,
      environment: endpoint,
      tableAccess: { actions: ['GetItem', 'BatchGetItem', 'Query', 'DeleteItem'] },
      timeout: Duration.seconds(25),
      memory: 512,
    });
    const live = new ContactaFunction(this, 'Live', {
      foundation,
      name: 'streams-live',
      description: 'Tells open clients what has changed in the table',
      schema: Live,
      environment: endpoint,
      tableAccess: { actions: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'DeleteItem'] },
      // Below the 30 s that a client is told again (shared/live/feed-cursor.ts).
      timeout: Duration.seconds(20),
      memory: 512,
    });
    api.route({ authorize, connect, disconnect, messages });
    for (const writer of [connect, messages, live]) {
      api.grantWriteToConnections(writer);
    }
    const stream = new StreamWorker(this, 'LiveStream', {
      table: foundation.table,
      worker: live,
      holds: 'Changes that were not told to open clients',
      filters: [FilterCriteria.filter({ dynamodb: { NewImage: { type: { S: FilterRule.or(...told) } } } })],
      // What changed before there was a feed is of no interest to anybody.
      startingPosition: StartingPosition.LATEST,
      // Nobody waits longer than need be; under load a batch fills while the one before is worked on.
      window: Duration.seconds(0),
      late: {
        after: Duration.minutes(1),
        description: 'Open clients learn of changes more than a minute late: read the log of streams-live.',
      },
    });
    this.url = api.url;
    this.functions = [authorize, connect, disconnect, messages, live];
    this.alarms = [...api.alarms, ...stream.alarms];
  }
}

import { Duration, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type IWebSocketApi,
  LogGroupLogDestination,
  WebSocketApi,
  WebSocketRoute,
  WebSocketStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { acknowledge } from './acknowledge.ts';
import type { AlarmDefinition } from './alarm-definition.ts';
import type { ContactaFunction } from './contacta-function.ts';
import { logGroup } from './log-group.ts';

/** Last part of the socket's URL. */
const stageName = 'live';

/** Access log without personal data and without the query, which may carry a browser's token. */
const accessLog = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  event: '$context.eventType',
  connection: '$context.connectionId',
  status: '$context.status',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
};

/** The WebSocket API: tokens checked when a connection is made, one function for each thing that a connection does. */
export class SocketApi extends Construct {
  readonly alarms: readonly AlarmDefinition[];
  /** Where clients connect to (`wss://…/live`). */
  readonly url: string;
  /** Where functions write to connections (`https://…/live`). */
  readonly managementUrl: string;
  readonly #api: IWebSocketApi;

  /** @param props.api of the entrance (`ApiEntrance`), which is in another stack */
  constructor(scope: Construct, id: string, props: { readonly config: StageConfig; readonly api: IWebSocketApi }) {
    super(scope, id);
    const { config, api } = props;
    // By its id: integrations are made beside the API that they are given, and must be in this stack.
    this.#api = WebSocketApi.fromWebSocketApiAttributes(this, 'Api', {
      webSocketId: Stack.of(api).exportValue(api.apiId),
    });
    const stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.#api,
      stageName,
      autoDeploy: true,
      throttle: { rateLimit: config.throttling.rate, burstLimit: config.throttling.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          logGroup(this, 'AccessLog', `/aws/apigateway/contacta-${config.stage}-live`, config),
        ),
        format: AccessLogFormat.custom(JSON.stringify(accessLog)),
      },
    });
    this.url = stage.url;
    this.managementUrl = stage.callbackUrl;
    this.alarms = [
      {
        id: 'SocketErrors',
        description: 'WebSocket connections or frames fail on our side: read the log of the socket functions.',
        metric: new Metric({
          namespace: 'AWS/ApiGateway',
          metricName: 'IntegrationError',
          dimensionsMap: { ApiId: this.#api.apiId, Stage: stageName },
          statistic: Stats.SUM,
          period: Duration.minutes(5),
        }),
        threshold: 5,
      },
    ];
  }

  /** Binds the routes of a WebSocket API to their functions. */
  route(functions: {
    readonly authorize: ContactaFunction;
    readonly connect: ContactaFunction;
    readonly disconnect: ContactaFunction;
    readonly messages: ContactaFunction;
  }): void {
    const add = (id: string, routeKey: string, target: ContactaFunction, authorizer?: WebSocketLambdaAuthorizer) =>
      new WebSocketRoute(this, id, {
        webSocketApi: this.#api,
        routeKey,
        integration: new WebSocketLambdaIntegration(`${id}Integration`, target.lambda),
        ...(authorizer === undefined ? {} : { authorizer }),
      });
    // No identity source: the token is in a header or in the query, and what is named here must be there.
    const authorizer = new WebSocketLambdaAuthorizer('Authorizer', functions.authorize.lambda, { identitySource: [] });
    add('Connect', '$connect', functions.connect, authorizer);
    for (const route of [
      add('Disconnect', '$disconnect', functions.disconnect),
      add('Default', '$default', functions.messages),
    ]) {
      acknowledge(route, { 'AwsSolutions-APIG4': 'API Gateway authorizes a connection once, when it is made.' });
    }
  }

  /** Allows posting to the connections of this API and closing them. */
  grantWriteToConnections(grantee: ContactaFunction): void {
    const connections = (method: string) =>
      Stack.of(this).formatArn({
        service: 'execute-api',
        resource: this.#api.apiId,
        resourceName: `${stageName}/${method}/@connections/*`,
      });
    grantee.allow(
      ['execute-api:ManageConnections'],
      [connections('POST'), connections('DELETE')],
      'The ids of connections are made by API Gateway.',
    );
  }
}

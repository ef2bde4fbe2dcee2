import { Duration } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { CorsHttpMethod, HttpApi, HttpStage, LogGroupLogDestination, WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import type { AlarmDefinition } from './alarm-definition.ts';
import { logGroup } from './log-group.ts';

/** Access log without personal data: route keys in place of paths, no caller, address or agent. */
const accessLog = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  responseBytes: '$context.responseLength',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
};

/**
 * The APIs without their routes: of the HTTP API address, stage and log, of the WebSocket API its id (it cannot be
 * deployed before it has routes). They stand apart because the console's distribution leads to them and names them in its
 * security policy, sign-in returns to the distribution, and the routes ask for tokens of that sign-in.
 */
export class ApiEntrance extends Construct {
  readonly api: HttpApi;
  readonly socket: WebSocketApi;
  readonly alarms: readonly AlarmDefinition[];

  constructor(scope: Construct, id: string, config: StageConfig) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: `contacta-${config.stage}`,
      createDefaultStage: false,
      // The console itself comes from the same origin.
      ...(config.otherOrigins.length > 0 && {
        corsPreflight: {
          allowOrigins: config.otherOrigins,
          allowMethods: [
            CorsHttpMethod.GET,
            CorsHttpMethod.POST,
            CorsHttpMethod.PUT,
            CorsHttpMethod.PATCH,
            CorsHttpMethod.DELETE,
          ],
          allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match'],
          exposeHeaders: [
            'etag',
            'location',
            'retry-after',
            'ratelimit-limit',
            'ratelimit-policy',
            'ratelimit-remaining',
            'ratelimit-reset',
          ],
          maxAge: Duration.hours(1),
        },
      }),
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: config.throttling.rate, burstLimit: config.throttling.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          logGroup(this, 'AccessLog', `/aws/apigateway/contacta-${config.stage}`, config),
        ),
        format: AccessLogFormat.custom(JSON.stringify(accessLog)),
      },
    });
    this.socket = new WebSocketApi(this, 'Socket', {
      apiName: `contacta-${config.stage}-live`,
      // Every frame goes to $default, whose function parses it: an unknown action gets an answer there.
      routeSelectionExpression: '$request.body.action',
    });
    this.alarms = [
      {
        id: 'ApiServerErrors',
        description: 'The HTTP API answers 5xx: read the access log, then the log of the function behind the route.',
        metric: stage.metricServerError({ period: Duration.minutes(5), statistic: Stats.SUM }),
        threshold: 5,
      },
    ];
  }
}

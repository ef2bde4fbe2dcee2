import { Duration } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { CorsHttpMethod, HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
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
 * The HTTP API without its routes: address, stage, log. It stands apart from them because the console's distribution
 * leads to the API, sign-in returns to the distribution, and the routes ask for tokens of that sign-in.
 */
export class ApiEntrance extends Construct {
  readonly api: HttpApi;
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
          exposeHeaders: ['etag', 'location', 'retry-after'],
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

import { Duration, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CorsHttpMethod,
  HttpApi as GatewayApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { acknowledge } from './acknowledge.ts';
import type { AlarmDefinition } from './alarm-definition.ts';
import type { ContactaFunction } from './contacta-function.ts';
import { logGroup } from './log-group.ts';

/** The columns of the contract's route table that the gateway needs. */
export interface ApiRoute<Resource extends string> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/${string}`;
  readonly resource: Resource;
  readonly roles: readonly string[] | 'public';
}

export interface HttpApiProps<Resource extends string> {
  readonly config: StageConfig;
  readonly routes: readonly ApiRoute<Resource>[];
  /** The function behind each resource. */
  readonly functions: Readonly<Record<Resource, ContactaFunction>>;
  /** Answers whatever no route matches, with the problem document that the other errors have too. */
  readonly fallback: ContactaFunction;
  readonly issuerUrl: string;
  readonly audience: readonly string[];
  /** Scope that a token must carry. ID tokens carry none, so that they are refused (reliability §4.2). */
  readonly scope: string;
}

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

/** The HTTP API: one route per row of the contract, one integration per function, tokens checked at the door. */
export class HttpApi<Resource extends string> extends Construct {
  readonly api: GatewayApi;
  readonly alarms: readonly AlarmDefinition[];

  constructor(scope: Construct, id: string, props: HttpApiProps<Resource>) {
    super(scope, id);
    const { config } = props;
    this.api = new GatewayApi(this, 'Api', {
      apiName: `contacta-${config.stage}`,
      createDefaultStage: false,
      corsPreflight: {
        allowOrigins: config.consoleOrigins,
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
    this.#addRoutes(props);
    this.alarms = [
      {
        id: 'ApiServerErrors',
        description: 'The HTTP API answers 5xx: read the access log, then the log of the function behind the route.',
        metric: stage.metricServerError({ period: Duration.minutes(5), statistic: Stats.SUM }),
        threshold: 5,
      },
    ];
  }

  #addRoutes(props: HttpApiProps<Resource>): void {
    const authorizer = new HttpJwtAuthorizer('Authorizer', props.issuerUrl, { jwtAudience: [...props.audience] });
    const integrations = new Map<ContactaFunction, HttpLambdaIntegration>();
    const integrationOf = (target: ContactaFunction): HttpLambdaIntegration => {
      const known = integrations.get(target);
      if (known !== undefined) {
        return known;
      }
      // One permission for the whole API: one per route outgrows the 20 KB of a function's policy.
      const made = new HttpLambdaIntegration(`${target.node.id}Integration`, target.lambda, {
        scopePermissionToRoute: false,
      });
      integrations.set(target, made);
      return made;
    };
    const open = (construct: HttpRoute, reason: string) => acknowledge(construct, { 'AwsSolutions-APIG4': reason });

    for (const { method, path, resource, roles } of props.routes) {
      const isPublic = roles === 'public';
      const route = new HttpRoute(this, `${method} ${path.slice(1).replaceAll('/', ' ')}`, {
        httpApi: this.api,
        routeKey: HttpRouteKey.with(path, HttpMethod[method]),
        integration: integrationOf(props.functions[resource]),
        ...(isPublic ? { authorizer: new HttpNoneAuthorizer() } : { authorizer, authorizationScopes: [props.scope] }),
      });
      if (isPublic) {
        open(route, 'Public by the contract: it answers nothing of any company.');
      }
    }
    open(
      new HttpRoute(this, 'Fallback', {
        httpApi: this.api,
        routeKey: HttpRouteKey.DEFAULT,
        integration: integrationOf(props.fallback),
        authorizer: new HttpNoneAuthorizer(),
      }),
      'Answers 404 or 405 to what no route matches, from a function without access to any data.',
    );
    // The pattern of the integration's own permission has a segment more than the ARN of the default route.
    props.fallback.lambda.addPermission('FallbackPermission', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: Stack.of(this).formatArn({
        service: 'execute-api',
        resource: this.api.apiId,
        resourceName: '*/$default',
      }),
    });
  }
}

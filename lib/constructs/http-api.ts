import { Stack } from 'aws-cdk-lib';
import {
  HttpApi as GatewayApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  type IHttpApi,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { ApiEntrance } from './api-entrance.ts';
import type { ContactaFunction } from './contacta-function.ts';

/** The columns of the contract's route table that the gateway needs. */
export interface ApiRoute<Resource extends string> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/${string}`;
  readonly resource: Resource;
  readonly roles: readonly string[] | 'public';
}

export interface HttpApiProps<Resource extends string> {
  readonly entrance: ApiEntrance;
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

/** The HTTP API's routes: one per row of the contract, one integration per function, tokens checked at the door. */
export class HttpApi<Resource extends string> extends Construct {
  readonly #api: IHttpApi;

  constructor(scope: Construct, id: string, props: HttpApiProps<Resource>) {
    super(scope, id);
    // Taken by its name: the authorizer then belongs to this stack and not to the entrance's.
    this.#api = GatewayApi.fromHttpApiAttributes(this, 'Api', { httpApiId: props.entrance.api.apiId });
    this.#addRoutes(props);
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
        httpApi: this.#api,
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
        httpApi: this.#api,
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
        resource: this.#api.apiId,
        resourceName: '*/$default',
      }),
    });
  }
}

import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  ClientAttributes,
  FeaturePlan,
  LambdaVersion,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  StringAttribute,
  UserPool,
  type UserPoolClient,
  UserPoolClientIdentityProvider,
  UserPoolEmail,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { roles } from '#contract/vocabulary.ts';
import type { StageConfig } from '../config.ts';
import { loginDomainPrefix } from '../names.ts';
import { acknowledge } from './acknowledge.ts';
import type { ContactaFunction } from './contacta-function.ts';

/** Scope of the access tokens that the API takes. */
export const apiScope = 'contacta/api';

/** Invitations and codes through SES, from a verified domain. */
const sesSender = (mail: NonNullable<StageConfig['userMail']>, stageRegion: string | undefined): UserPoolEmail => {
  const sesRegion = mail.region ?? stageRegion;
  return UserPoolEmail.withSES({
    fromEmail: mail.from,
    sesVerifiedDomain: mail.from.slice(mail.from.indexOf('@') + 1),
    ...(mail.name === undefined ? {} : { fromName: mail.name }),
    ...(mail.replyTo === undefined ? {} : { replyTo: mail.replyTo }),
    ...(sesRegion === undefined ? {} : { sesRegion }),
  });
};

/**
 * Users of all companies, invited by an administrator. Company (`custom:tenant`) and roles (groups) are written by
 * administrators only: a user who could write them could enter any company (reliability §4.2).
 */
export class UserDirectory extends Construct {
  readonly pool: UserPool;
  readonly consoleClient: UserPoolClient;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly config: StageConfig; readonly consoleUrl: string; readonly preToken: ContactaFunction },
  ) {
    super(scope, id);
    const { config, consoleUrl, preToken } = props;
    this.pool = new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      standardAttributes: { email: { required: true, mutable: true }, fullname: { required: false, mutable: true } },
      customAttributes: { tenant: new StringAttribute({ mutable: true, minLen: 3, maxLen: 40 }) },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      mfa: config.multiFactor === 'required' ? Mfa.REQUIRED : Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      ...(config.userMail !== undefined && { email: sesSender(config.userMail, config.region) }),
      // The pre-token trigger of version 2, which alone can change access tokens, needs this plan.
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: config.protectData,
      removalPolicy: config.protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, preToken.lambda, LambdaVersion.V2_0);
    acknowledge(this.pool, {
      'AwsSolutions-COG8':
        'The Plus plan adds threat protection at about three times the price per user; the prod stage requires MFA.',
      ...(config.multiFactor === 'optional' && {
        'AwsSolutions-COG2': 'Optional in this stage only, for automated tests; the prod stage requires it.',
      }),
    });
    for (const role of roles) {
      this.pool.addGroup(`Role-${role}`, { groupName: role, description: `Users with the role ${role}` });
    }
    this.consoleClient = this.#addConsole(config, consoleUrl);
  }

  /** Allows to disable users, to let them in again, and to revoke what keeps them signed in. */
  grantSwitchUsers(grantee: ContactaFunction): void {
    grantee.allow(
      ['cognito-idp:AdminDisableUser', 'cognito-idp:AdminEnableUser', 'cognito-idp:AdminUserGlobalSignOut'],
      [this.pool.userPoolArn],
    );
  }

  /** Allows to switch off and delete users, for who deletes their company. */
  grantDeleteUsers(grantee: ContactaFunction): void {
    grantee.allow(
      [
        'cognito-idp:ListUsers',
        'cognito-idp:AdminDisableUser',
        'cognito-idp:AdminUserGlobalSignOut',
        'cognito-idp:AdminDeleteUser',
      ],
      [this.pool.userPoolArn],
    );
  }

  /** Allows to read who may sign in. */
  grantReadUsers(grantee: ContactaFunction): void {
    grantee.allow(['cognito-idp:ListUsers', 'cognito-idp:AdminGetUser'], [this.pool.userPoolArn]);
  }

  #addConsole(config: StageConfig, consoleUrl: string): UserPoolClient {
    const homes = [consoleUrl, ...config.otherOrigins].map((origin) => `${origin}/`);
    const scope = new ResourceServerScope({ scopeName: 'api', scopeDescription: 'Use the API of Contacta' });
    const server = this.pool.addResourceServer('Api', { identifier: 'contacta', scopes: [scope] });
    const client = this.pool.addClient('Console', {
      userPoolClientName: `contacta-${config.stage}-console`,
      // A browser keeps no secret: PKCE takes its place.
      generateSecret: false,
      // The managed login only: no password ever passes through the console.
      authFlows: { userPassword: false },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE, OAuthScope.custom(apiScope)],
        callbackUrls: homes,
        logoutUrls: homes,
      },
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(config.accessTokenMinutes),
      idTokenValidity: Duration.minutes(config.accessTokenMinutes),
      refreshTokenValidity: Duration.hours(12),
      readAttributes: new ClientAttributes()
        .withStandardAttributes({ email: true, emailVerified: true, fullname: true, locale: true })
        .withCustomAttributes('tenant'),
      writeAttributes: new ClientAttributes().withStandardAttributes({ fullname: true, locale: true }),
    });
    client.node.addDependency(server);
    this.pool.addDomain('Login', {
      cognitoDomain: { domainPrefix: loginDomainPrefix(config) },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    // The newer managed login answers with an error page for a client that has no style of its own.
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: this.pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    return client;
  }
}

import { Duration } from 'aws-cdk-lib';
import { HeadersFrameOption, HeadersReferrerPolicy, ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';

/** Where the console's pages may connect to besides their own origin, as CSP sources. */
interface ConsoleSources {
  /** Sign-in: discovery, tokens. */
  readonly identity: readonly string[];
  /** Files that are loaded up or down by pre-signed addresses: attachments, imports, recordings. */
  readonly files: string;
  /** Live changes. */
  readonly socket: string;
}

/**
 * What a page of the console may do. No script but its own files; styles from files too, besides the style attributes
 * of e-mails in their sandboxed frame; no image of other sites, so that opening an e-mail tells its sender nothing.
 */
export const contentSecurityPolicy = ({ identity, files, socket }: ConsoleSources): string =>
  Object.entries({
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'style-src-attr': ["'unsafe-inline'"],
    'font-src': ["'self'", 'data:'],
    'img-src': ["'self'", 'data:', 'blob:', files],
    'media-src': ['blob:', files],
    'connect-src': ["'self'", ...identity, files, socket],
    'frame-src': ["'self'"],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
  })
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');

/** Security headers of every answer of the distribution (OWASP secure headers). */
export const securityHeaders = (scope: Construct, id: string, name: string, policy: string): ResponseHeadersPolicy =>
  new ResponseHeadersPolicy(scope, id, {
    responseHeadersPolicyName: name,
    comment: 'Console of Contacta',
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy: policy, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: {
        accessControlMaxAge: Duration.days(365),
        includeSubdomains: true,
        override: true,
      },
    },
    customHeadersBehavior: {
      customHeaders: [
        { header: 'cross-origin-opener-policy', value: 'same-origin', override: true },
        {
          header: 'permissions-policy',
          value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
          override: true,
        },
      ],
    },
  });

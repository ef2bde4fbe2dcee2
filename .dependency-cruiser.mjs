/**
 * The direction of dependencies (docs/architecture.md): which part may know which. A slice may use only the slices to
 * its left, and of those not the store.
 */

/** Order of the slices; slices of one group do not know each other. */
const sliceOrder = [
  ['contract'],
  ['platform'],
  ['companies'],
  ['customers'],
  ['contactability'],
  ['messaging'],
  ['conversations', 'interactions'],
  ['processes'],
  ['imports', 'exports'],
  ['live'],
];

/** Folders of the console, in the same way. */
const consoleOrder = [
  ['api', 'language'],
  ['session', 'navigation', 'notices'],
  ['parts', 'live'],
  ['lists'],
  ['features'],
  ['pages'],
  ['app'],
];

const slices = sliceOrder.flat();
/** Files that hold rules: what they answer follows from what they are given. */
const pureRules = `^shared/(${[
  '.+/rules',
  'companies/(accounts|view-rules|metadata-fields|payments|settings|segments|defaults|results)',
  'contactability/(alert|contactability|gate|address-change)',
  'customers/(addresses|debts|documents|facets|list-plan|permission|placeholders|search-terms|view)',
  'conversations/(new-conversation|fold-message|conversation-view|inbox-plan|thread-view)',
  'customers/(debt-totals|debt-view|metadata)',
  'conversations/results/(plan-result|result-message)',
  'exports/(customer-content|interaction-content|interaction-record|process-error-content|record-format|report-manifest|schedule)',
  'imports/(csv-records|customer-row|header|interaction-row|issues|judge-batch|row-cells|seen-rows|tally|text|values)',
  'processes/csv',
  'interactions/(interaction|range|row-filter)',
  'live/(connection-limits|events|frames)',
  'messaging/channels/(envelope|provider-time|ses-bounces|ses-events|ses-received|sms-events|whatsapp-events|whatsapp-errors|whatsapp-inbound)',
  'messaging/(facts|status|transition|opt-out|message-codec|content|content-parts|result-view)',
  'messaging/attachments/rules',
  'messaging/statements/(debt-link|invoice|money|sheet|statement)',
  'messaging/inbound/(call-words|inbound-message|sender-variants|file-name)',
  'messaging/mail/(answer-headers|automatic|authenticity|fold-quoted)',
  'messaging/templates/(links|merge-text|meta-template|render|system-values|template)',
].join('|')})\\.ts$`;
/** Unit tests lie beside the rules and may use builders from anywhere. */
const exceptTests = '\\.test\\.ts$';
const folder = (names) => `^shared/(${names.join('|')})/`;

const sliceRules = sliceOrder
  .flatMap((group, position) =>
    group.map((slice) => ({
      name: `slice-order-${slice}`,
      comment: `${slice} may use only the slices to its left in the order of the design.`,
      severity: 'error',
      from: { path: folder([slice]), pathNot: exceptTests },
      to: { path: folder([...group.filter((other) => other !== slice), ...sliceOrder.slice(position + 1).flat()]) },
    })),
  )
  .filter(({ to }) => to.path !== folder([]));

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle means that two files are one: merge them, or move what they share.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      // Types only: the package @types/aws-lambda has no code.
      to: { couldNotResolve: true, pathNot: '^aws-lambda$' },
    },
    ...sliceRules,
    ...slices.map((slice) => ({
      name: `store-of-${slice}`,
      comment: 'A slice uses another through its use cases or rules, never its store.',
      severity: 'error',
      from: { path: '^shared/', pathNot: [folder([slice]), exceptTests] },
      to: { path: `^shared/${slice}/.*store[.]ts$` },
    })),
    {
      name: 'contract-knows-zod-only',
      comment: 'The console takes the contract as it is: nothing but zod and the contract itself.',
      severity: 'error',
      from: { path: '^shared/contract/', pathNot: exceptTests },
      to: { pathNot: ['^shared/contract/', '^node_modules/zod/'] },
    },
    {
      name: 'rules-are-pure',
      comment: 'Rules have no store, no channel, no AWS: only rules and the words of the contract.',
      severity: 'error',
      from: { path: pureRules },
      to: {
        path: [
          '^node_modules/(@aws-|@smithy|@middy)',
          '[/-]store\\.ts$',
          '/channel\\.ts$',
          '^shared/platform/(http/|log|aws|idempotency)',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'rules-without-node',
      comment: 'Rules have no I/O of any kind. (`node:url` only writes domain names in another alphabet.)',
      severity: 'error',
      from: { path: pureRules },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?url$' },
    },
    {
      name: 'document-client-in-the-kernel-only',
      comment: 'Only the table kernel touches the DocumentClient; platform/aws.ts makes it.',
      severity: 'error',
      from: { path: '^(shared|functions)/', pathNot: ['^shared/platform/', exceptTests] },
      to: { path: '^node_modules/@aws-sdk/(lib-dynamodb|client-dynamodb|util-dynamodb)/' },
    },
    {
      name: 'shared-knows-no-entry-point',
      comment: 'Dependencies point from entry points to slices.',
      severity: 'error',
      from: { path: '^shared/', pathNot: exceptTests },
      to: { path: '^(functions|lib|bin|local|scripts|test)/' },
    },
    {
      name: 'functions-know-shared-only',
      comment: 'A handler composes use cases; it takes nothing from infrastructure, runner or another handler.',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: ['^(lib|bin|local|scripts|test)/', '^functions/.+/handler\\.ts$'] },
    },
    {
      name: 'environments-know-zod-only',
      comment: 'CDK loads env.ts: it must not bring the product along.',
      severity: 'error',
      from: { path: '^functions/(.+/env|environment)\\.ts$' },
      to: { pathNot: ['^functions/environment\\.ts$', '^node_modules/zod/'] },
    },
    {
      name: 'infrastructure-knows-names-only',
      comment: 'lib takes environments, contract and index names from the product, nothing else.',
      severity: 'error',
      from: { path: '^(lib|bin)/' },
      to: {
        path: '^(shared|functions|local|scripts|test)/',
        pathNot: [
          '^functions/environment\\.ts$',
          '^functions/.+/env\\.ts$',
          '^shared/contract/',
          '^shared/platform/(table/indexes|metrics)\\.ts$',
        ],
      },
    },
    {
      name: 'runner-knows-the-assembly-only',
      comment: 'The local runner reads cdk.out, no code of the product.',
      severity: 'error',
      from: { path: '^local/' },
      to: { path: '^(shared|functions|lib|bin|scripts)/' },
    },
    {
      name: 'console-knows-the-contract-only',
      comment: 'The console calls the HTTP API; of the product it takes the contract and nothing else.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(shared|functions|lib|bin|local|scripts|test)/', pathNot: '^shared/contract/' },
    },
    {
      name: 'nothing-knows-the-console',
      comment: 'The console is a client like any other.',
      severity: 'error',
      from: { path: '^(shared|functions|lib|bin|local|scripts|test)/' },
      to: { path: '^web/' },
    },
    ...consoleOrder.slice(0, -1).map((layer, position) => ({
      name: `console-order-${layer[0]}`,
      comment: 'In the console a folder may use only those to its left (web/README.md).',
      severity: 'error',
      from: { path: `^web/src/(${layer.join('|')})/`, pathNot: exceptTests },
      to: {
        path: `^web/src/(${consoleOrder
          .slice(position + 1)
          .flat()
          .join('|')})/`,
      },
    })),
    {
      name: 'pages-are-apart',
      comment: 'What two pages share is a feature (web/src/features).',
      severity: 'error',
      from: { path: '^web/src/pages/([^/]+)/' },
      to: { path: '^web/src/pages/', pathNot: '^web/src/pages/$1/' },
    },
    {
      name: 'scenarios-import-nothing',
      comment: 'The scenario suite drives HTTP, topics and S3 only, so that it runs against any deployment.',
      severity: 'error',
      from: { path: '^test/scenario/' },
      to: { path: '^(shared|functions|lib|bin|local)/' },
    },
    {
      name: 'no-development-packages-at-run-time',
      comment: 'Functions and slices use what package.json lists under dependencies.',
      severity: 'error',
      from: { path: '^(shared|functions)/', pathNot: exceptTests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|cdk\\.out|\\.local|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};

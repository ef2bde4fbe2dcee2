/**
 * The direction of dependencies (docs/architecture.md): which part may know which. A slice may use only the slices to
 * its left, and of those not the store.
 */

/** Order of the slices; slices of one group do not know each other. */
const sliceOrder = [
  ['contract'],
  ['platform'],
  ['audit'],
  ['companies'],
  ['customers'],
  ['contactability'],
  ['messaging'],
  ['conversations', 'interactions'],
  ['processes'],
  ['alert-actions', 'imports', 'exports', 'integrity'],
  ['live'],
  ['migrations'],
  ['stored-kinds'],
  ['privacy'],
  ['company-data'],
];

/** Rooms of `messaging/`, in the same way: what is written of a message, then what is done with it. */
const messagingRooms = [
  ['mail', 'attachments'],
  ['documents'],
  ['content'],
  ['providers'],
  ['ledger'],
  ['templates'],
  ['holds'],
  ['sending'],
  ['events'],
  ['inbound'],
];

/** Rooms of the console's conversations. */
const conversationRooms = [['fields'], ['calls', 'care'], ['composer'], ['thread'], ['inbox']];

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
  'audit/changed-values',
  'companies/(accounts|view-rules|metadata-fields|payments|settings|segments|defaults|results)',
  'contactability/(alert|contactability|gate|address-change)',
  'customers/(addresses|customer-country|debts|documents|facets|invisible|list-plan|permission|phones|phone-spellings|placeholders|search-terms|view)',
  'conversations/(new-conversation|fold-message|conversation-view|inbox-plan|thread-view)',
  'customers/(debt-totals|debt-view|metadata)',
  'conversations/results/(plan-result|result-message)',
  'exports/(customer-content|interaction-content|interaction-record|process-error-content|record-format|report-manifest|schedule)',
  'imports/(csv-records|customer-row|debt-row|header|interaction-row|issues|judge-batch|row-cells|seen-rows|tally|text|values)',
  'processes/csv',
  'interactions/(interaction|range|row-filter)',
  'live/(connection-limits|events|frames)',
  'messaging/attachments/rules',
  'messaging/content/(content|content-parts|links|merge-text)',
  'messaging/documents/(debt-link|invoice|money|sheet|statement)',
  'messaging/inbound/(call-words|inbound-message|file-name|opt-out)',
  'messaging/ledger/(facts|status|transition|message-codec|message-fields|new-message|result-view)',
  'messaging/mail/(answer-headers|automatic|authenticity|delivery-report|fold-quoted)',
  'messaging/providers/(envelope|provider|provider-time|reported-code)',
  'messaging/providers/(email/ses(-(bounces|events|received))?|sms/(aws-sms|sms-events)|whatsapp/(aws-whatsapp|whatsapp-(events|errors|inbound)))',
  'messaging/templates/(meta-template|render|system-values|template)',
].join('|')})\\.ts$`;
/** Unit tests lie beside the rules and may use builders from anywhere. */
const exceptTests = '\\.test\\.ts$';
const folder = (names) => `^shared/(${names.join('|')})/`;

/**
 * One rule for each folder of an order: it may use only those to its left. Folders of one group do not know each other
 * unless `together`.
 */
const orderRules = ({ name, under, order, comment, together = false }) =>
  order.flatMap((group, position) =>
    group.flatMap((own) => {
      const others = [...(together ? [] : group.filter((other) => other !== own)), ...order.slice(position + 1).flat()];
      if (others.length === 0) return [];
      return [
        {
          name: `${name}-order-${own}`,
          comment: `${own}: ${comment}`,
          severity: 'error',
          from: { path: `^${under}/${own}/`, pathNot: exceptTests },
          to: { path: `^${under}/(${others.join('|')})/` },
        },
      ];
    }),
  );

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle, of types too, means that two files are one: merge them, or move what they share.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      // Types only: the package @types/aws-lambda has no code.
      to: { couldNotResolve: true, pathNot: '^aws-lambda$' },
    },
    ...orderRules({
      name: 'slice',
      under: 'shared',
      order: sliceOrder,
      comment: 'a slice may use only the slices to its left in the order of the design.',
    }),
    ...orderRules({
      name: 'messaging',
      under: 'shared/messaging',
      order: messagingRooms,
      comment: 'a room of messaging may use only the rooms to its left.',
    }),
    ...orderRules({
      name: 'conversations',
      under: 'web/src/features/conversations',
      order: conversationRooms,
      comment: 'a room of the conversations may use only the rooms to its left.',
    }),
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
      name: 'stores-are-wired-in-composition',
      comment:
        'A function takes its stores from functions/composition (decision 52); a store of its own is a second one.',
      severity: 'error',
      from: { path: '^functions/', pathNot: ['^functions/composition/', exceptTests] },
      // Due work tells a deletion by its key, which stands with its store.
      to: {
        path: '^shared/.*store\\.ts$',
        pathNot: '^shared/conversations/deletion-store\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
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
      comment:
        'lib takes environments, contract, and names of indexes and their attributes from the product, nothing else.',
      severity: 'error',
      from: { path: '^(lib|bin)/' },
      to: {
        path: '^(shared|functions|local|scripts|test)/',
        pathNot: [
          '^functions/environment\\.ts$',
          '^functions/.+/env\\.ts$',
          '^shared/contract/',
          '^shared/platform/(table/(indexes|named-fields)|metrics)\\.ts$',
          '^shared/messaging/ledger/message-fields\\.ts$',
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
    ...orderRules({
      name: 'console',
      under: 'web/src',
      order: consoleOrder,
      comment: 'in the console a folder may use only those to its left (web/README.md).',
      together: true,
    }),
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

import Box from '@cloudscape-design/components/box';

/** What is said in several lines under a heading; no line stands twice. */
export function TitledList({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  return (
    <section>
      <Box variant="h3">{title}</Box>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}

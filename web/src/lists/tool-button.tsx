import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import { useWide } from './use-wide.ts';

/** A tool of a list. On a phone its icon stands alone, so that the rows begin on the first screen; the name stays. */
export function ToolButton({
  iconName,
  text,
  onClick,
}: {
  iconName: ButtonProps['iconName'] & string;
  text: string;
  onClick?(): void;
}) {
  const wide = useWide();
  return (
    <Button iconName={iconName} ariaLabel={text} {...(onClick === undefined ? {} : { onClick })}>
      {wide && text}
    </Button>
  );
}

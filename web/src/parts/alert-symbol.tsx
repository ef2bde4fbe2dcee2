import Box from '@cloudscape-design/components/box';
import Icon from '@cloudscape-design/components/icon';
import './alert-symbol.css';

/** The symbol of an alert with its words, which opens what can be done about it: it is itself the button (F9). */
export function AlertSymbol({
  words,
  label,
  severe = true,
  wordless = false,
  onPress,
}: {
  words: string;
  /** What it opens: said before the words to those who do not see where it stands. */
  label: string;
  /** Nothing can be sent; else there is another way. */
  severe?: boolean;
  /** Where there is room for the symbol alone; the words are still said to those who do not see it. */
  wordless?: boolean;
  onPress(): void;
}) {
  return (
    <button type="button" className="alert-symbol" aria-label={`${label}: ${words}`} onClick={onPress}>
      <Icon name={severe ? 'status-negative' : 'status-warning'} variant={severe ? 'error' : 'warning'} />
      {!wordless && (
        <Box variant="span" color={severe ? 'text-status-error' : 'text-status-warning'}>
          {words}
        </Box>
      )}
    </button>
  );
}

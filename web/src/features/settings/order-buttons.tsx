import Button from '@cloudscape-design/components/button';
import { useTexts } from '#web/language/texts.ts';
import { settingsTexts } from './texts.ts';

/** The list with the item at `from` moved by one place. */
const moved = <Item,>(items: readonly Item[], from: number, to: number): readonly Item[] => {
  const rest = items.filter((_item, position) => position !== from);
  return [...rest.slice(0, to), ...items.slice(from, from + 1), ...rest.slice(to)];
};

/** Moves an item of a list up or down, by keyboard too. */
export function OrderButtons<Item>({
  items,
  position,
  name,
  onMove,
}: {
  items: readonly Item[];
  position: number;
  name: string;
  onMove(items: readonly Item[]): void;
}) {
  const t = useTexts(settingsTexts);
  return (
    <span className="nowrap">
      <Button
        formAction="none"
        variant="icon"
        iconName="angle-up"
        ariaLabel={t('up', { name })}
        disabled={position === 0}
        onClick={() => onMove(moved(items, position, position - 1))}
      />
      <Button
        formAction="none"
        variant="icon"
        iconName="angle-down"
        ariaLabel={t('down', { name })}
        disabled={position === items.length - 1}
        onClick={() => onMove(moved(items, position, position + 1))}
      />
    </span>
  );
}

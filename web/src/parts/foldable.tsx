import ExpandableSection, { type ExpandableSectionProps } from '@cloudscape-design/components/expandable-section';
import './foldable.css';

/** What is shown when its heading is pressed, which is large enough for that. */
export function Foldable(props: ExpandableSectionProps) {
  return (
    <div className="foldable">
      <ExpandableSection {...props} />
    </div>
  );
}

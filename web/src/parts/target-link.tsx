import Link, { type LinkProps } from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import { useFollow } from '#web/navigation/use-follow.ts';
import './target-link.css';

interface TargetLinkProps {
  readonly href: string;
  readonly variant?: LinkProps.Variant;
  readonly children: ReactNode;
}

/** A way to another page of the console that stands in a cell, or for itself: large enough to be pressed. */
export function TargetLink({ href, variant, children }: TargetLinkProps) {
  const follow = useFollow();
  return (
    <span className="target-link">
      <Link href={href} onFollow={follow} {...(variant === undefined ? {} : { variant })}>
        {children}
      </Link>
    </span>
  );
}

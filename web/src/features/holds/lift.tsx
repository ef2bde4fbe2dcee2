import { type ComponentProps, lazy, Suspense } from 'react';

/** The dialog is a chunk of its own: no page waits for what few people ever open. */
const LiftDialog = lazy(async () => ({ default: (await import('./lift-dialog.tsx')).LiftDialog }));

/** Asks why sending goes on, over any page; props as of `LiftDialog`. */
export function Lift(props: ComponentProps<typeof LiftDialog>) {
  return (
    <Suspense fallback={null}>
      <LiftDialog {...props} />
    </Suspense>
  );
}

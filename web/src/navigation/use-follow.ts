import { useNavigate } from 'react-router';

/** What Cloudscape tells when a link is followed. */
interface FollowEvent {
  preventDefault(): void;
  readonly detail: { readonly href?: string | undefined; readonly external?: boolean | undefined };
}

/** Handler for `onFollow`: links of the console change the page without loading it again. */
export const useFollow = (): ((event: FollowEvent) => void) => {
  const navigate = useNavigate();
  return (event) => {
    const { href, external } = event.detail;
    if (href === undefined || external === true || !href.startsWith('/')) return;
    event.preventDefault();
    navigate(href);
  };
};

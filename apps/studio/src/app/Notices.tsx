import { useDesk, useDeskState } from './context.ts';
import { Icon, IconButton } from './Icon.tsx';

/** Messages in the corner, and the line that screen readers speak. */
export function Notices(): React.JSX.Element {
  const desk = useDesk();
  const notices = useDeskState((s) => s.notices);
  const announcement = useDeskState((s) => s.announcement);
  return (
    <>
      <p className="unseen" aria-live="polite" aria-atomic="true" data-testid="announcement">
        {announcement}
      </p>
      <section className="notices" aria-label="Messages">
        <ul className="stack">
          {notices.map(({ id, kind, text, hint }) => (
            <li key={id} className={`notice is-${kind}`}>
              <Icon name={kind === 'ok' ? 'check' : 'problem'} />
              <div className="grow">
                <p>{text}</p>
                {hint !== '' && <p className="soft small">{hint}</p>}
              </div>
              <IconButton name="close" label={`Close: ${text}`} onClick={() => desk.dismiss(id)} />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

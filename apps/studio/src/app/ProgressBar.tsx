import { useEffect, useRef } from 'react';
import { useDesk } from './context.ts';
import { remainingText } from './format.ts';

const STAGE_WORDS: Readonly<Record<string, string>> = { '': 'working' };

/** Bar and words of a job or upload, moved without React. */
export function ProgressBar({ id, label }: { readonly id: string; readonly label: string }): React.JSX.Element {
  const desk = useDesk();
  const bar = useRef<HTMLDivElement>(null);
  const fill = useRef<HTMLDivElement>(null);
  const words = useRef<HTMLSpanElement>(null);
  useEffect(
    () =>
      desk.progress.watch(id, ({ fraction, etaSeconds, stage }) => {
        const percent = Math.round(fraction * 100);
        if (fill.current) fill.current.style.transform = `scaleX(${fraction})`;
        bar.current?.setAttribute('aria-valuenow', String(percent));
        if (words.current) {
          const left = etaSeconds === null ? '' : ` · ${remainingText(etaSeconds)}`;
          words.current.textContent = `${STAGE_WORDS[stage] ?? stage} · ${percent} %${left}`;
        }
      }),
    [desk, id],
  );
  return (
    <div className="progress">
      <div
        className="bar"
        ref={bar}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={0}
      >
        <div ref={fill} />
      </div>
      <span className="soft small figures clip" ref={words} />
    </div>
  );
}

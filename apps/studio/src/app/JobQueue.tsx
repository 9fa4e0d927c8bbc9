import type { Job } from '@studiohand/core/engine';
import { useState } from 'react';
import { useDesk, useDeskState } from './context.ts';
import { Icon, IconButton, type IconName } from './Icon.tsx';
import { cancelJob, isOpen, jobTitle, moveJob, queueOf, retryJob } from './jobs.ts';
import { ProgressBar } from './ProgressBar.tsx';

const STATES: Readonly<Record<Job['state'], { word: string; icon: IconName; tone: string }>> = {
  running: { word: 'Running', icon: 'clock', tone: 'is-notice' },
  queued: { word: 'Waiting', icon: 'more', tone: 'is-info' },
  done: { word: 'Done', icon: 'check', tone: 'is-ok' },
  failed: { word: 'Failed', icon: 'problem', tone: 'is-problem' },
  cancelled: { word: 'Cancelled', icon: 'close', tone: 'is-info' },
  interrupted: { word: 'Interrupted', icon: 'warning', tone: 'is-warning' },
};

const SHOWN_FINISHED = 50;

/** Everything that runs in the background, with progress, time left, and ways to stop, repeat and reorder. */
export function JobQueue(): React.JSX.Element {
  const jobs = useDeskState((s) => s.jobs);
  const [open, setOpen] = useState(false);
  const running = jobs.filter(({ state }) => state === 'running');
  const waiting = queueOf(jobs);
  const finished = jobs.filter((job) => !isOpen(job));
  const troubled = finished.filter(({ state }) => state === 'interrupted').length;
  const parts = [
    running.length > 0 && `${running.length} running`,
    waiting.length > 0 && `${waiting.length} waiting`,
    troubled > 0 && `${troubled} interrupted`,
  ].filter((part) => part !== false);
  const first = running[0];
  return (
    <section className="jobs" aria-label="Jobs" data-open={open || undefined}>
      <div className="row jobs-head">
        <button type="button" className="button quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? 'down' : 'up'} />
          Jobs
          <span className="soft">{parts.length > 0 ? parts.join(', ') : 'nothing running'}</span>
        </button>
        {first && !open && <ProgressBar key={first.id} id={first.id} label="Progress of the job that runs" />}
      </div>
      {open && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keys
        <ul className="job-list" aria-label="Jobs, the ones that run first" tabIndex={0}>
          {[...running, ...waiting].map((job) => (
            <JobRow key={job.id} job={job} />
          ))}
          {finished.slice(0, SHOWN_FINISHED).map((job) => (
            <JobRow key={job.id} job={job} />
          ))}
          {jobs.length === 0 && <li className="soft job">Measuring and rendering show up here.</li>}
        </ul>
      )}
    </section>
  );
}

/** What a render does, by the titles of its moves; undefined for analyses. */
function movesText({ plan }: Job): string | undefined {
  return plan?.moves
    .filter(({ enabled }) => enabled)
    .map(({ title }) => title)
    .join(', ');
}

function JobRow({ job }: { readonly job: Job }): React.JSX.Element {
  const desk = useDesk();
  const name = useDeskState((s) => s.sources.find(({ id }) => id === job.sourceId)?.name);
  const session = useDeskState((s) => s.sessions.find(({ id }) => id === job.sessionId)?.title);
  const { word, icon, tone } = STATES[job.state];
  const title = jobTitle(desk, job);
  const again = job.state === 'failed' || job.state === 'cancelled' || job.state === 'interrupted';
  return (
    <li className="job">
      <span className={`row job-state ${tone}`}>
        <Icon name={icon} />
        {word}
      </span>
      <span className="clip job-title">{title}</span>
      <span className="clip soft job-name" title={name ?? session}>
        {[name ?? session, movesText(job)].filter((part) => part !== undefined).join(' · ')}
      </span>
      <span className="job-progress">
        {job.state === 'running' && <ProgressBar id={job.id} label={`Progress of ${title}`} />}
        {job.error && (
          <span className="small clip" title={`${job.error.message} ${job.error.hint}`}>
            {job.error.message} <span className="soft">{job.error.hint}</span>
          </span>
        )}
        {job.state === 'interrupted' && !job.error && (
          <span className="small soft">Ended by a crash; it can run again.</span>
        )}
      </span>
      <span className="row job-actions">
        {job.state === 'queued' && (
          <>
            <IconButton name="up" label={`Earlier: ${title}`} onClick={() => void moveJob(desk, job, -1)} />
            <IconButton name="down" label={`Later: ${title}`} onClick={() => void moveJob(desk, job, 1)} />
          </>
        )}
        {isOpen(job) && <IconButton name="close" label={`Cancel ${title}`} onClick={() => void cancelJob(desk, job)} />}
        {again && <IconButton name="retry" label={`Run again: ${title}`} onClick={() => void retryJob(desk, job)} />}
      </span>
    </li>
  );
}

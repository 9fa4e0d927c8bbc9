/** Every limiter that installs, as an ffmpeg filter with a ceiling of -1 dB (Debian: lsp-plugins-lv2 x42-plugins swh-plugins). */
import { spawnSync } from 'node:child_process';
import { RATE_HZ, type Stereo } from './limiterMetrics.ts';
import { fromFloats, toFloats } from './limiterSongs.ts';

const alimiter = 'alimiter=limit=0.891251:attack=5:release=50:level=disabled';
const lsp =
  'lv2=p=http\\\\://lsp-plug.in/plugins/lv2/limiter_stereo:c=enabled=1|th=0.891251|boost=0|lk=5|mode=0|ovs=16';

export const PEER_FILTERS: Readonly<Record<string, string>> = {
  'hard clip': 'aeval=clip(val(0)\\,-0.891251\\,0.891251)|clip(val(1)\\,-0.891251\\,0.891251):c=same',
  'ffmpeg alimiter 5/50 ms': alimiter,
  'alimiter inside 4x soxr': `aresample=192000:resampler=soxr,${alimiter},aresample=48000:resampler=soxr`,
  'swh fastLookahead': 'ladspa=f=fast_lookahead_limiter_1913:p=fastLookaheadLimiter:c=c0=0|c1=-1|c2=0.05',
  'x42 dpl, true peak':
    'lv2=p=http\\\\://gareus.org/oss/lv2/dpl\\#stereo:c=enable=1|gain=0|threshold=-1|release=0.05|truepeak=1',
  'LSP limiter 5/5/5 ms': `${lsp}|alr=0|at=5|rt=5`,
  'LSP limiter, ALR 5/50 ms': `${lsp}|alr=1|alr_at=5|alr_rt=50|at=2|rt=8`,
};

/** CPU seconds of the last run, start of the process included. */
export let lastCpuSeconds = 0;

/** Runs a filter; throws what ffmpeg says. */
export function throughFilter(filter: string, x: Stereo): Stereo {
  const raw = ['-f', 'f32le', '-ar', String(RATE_HZ), '-ac', '2'];
  const { stdout, stderr, status } = spawnSync(
    '/usr/bin/time',
    ['-f', '%U %S', 'ffmpeg', '-v', 'error', '-threads', '1', ...raw, '-i', '-', '-af', filter, ...raw, '-'],
    { input: toFloats(x), maxBuffer: 1 << 30 },
  );
  const said = String(stderr);
  if (status !== 0) throw new Error(said.slice(-400));
  lastCpuSeconds = (said.trim().split('\n').at(-1) ?? '').split(' ').reduce((sum, v) => sum + Number(v), 0);
  return fromFloats(stdout);
}

/** Peers that run here. */
export function installedPeers(): string[] {
  const silence: Stereo = [new Float64Array(RATE_HZ), new Float64Array(RATE_HZ)];
  return Object.keys(PEER_FILTERS).filter((name) => {
    try {
      return throughFilter(PEER_FILTERS[name] as string, silence)[0].length > 0;
    } catch {
      return false;
    }
  });
}

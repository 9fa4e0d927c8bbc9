import { useState } from 'react';
import { Chart, dbAxis, dbText, Legend, type Painter, type PanelProps, plainAxis } from '../../panelKit/index.ts';
import type { Cost } from '../solve.ts';
import { costAt, type MasterReportJson } from './masterJson.ts';

/** The authors of PSR advise 8 dB and more (AES convention e-brief 373). */
const ADVISED_PSR_DB = 8;
const STEP_LU = 0.1;

const rounded = (lufs: number): number => Number((Math.round(lufs / STEP_LU) * STEP_LU).toFixed(1));

/** What each loudness costs, by calculation, with the goal to drag. */
export function CostChart({
  report,
  params,
  setParams,
  theme,
  busy,
}: Omit<PanelProps, 'report'> & { readonly report: MasterReportJson }): React.JSX.Element | null {
  const [draft, setDraft] = useState<number | null>(null);
  const { costs, ceilingDbtp } = report;
  const [first, last] = [costs[0], costs.at(-1)];
  if (!first || !last || costs.length < 2) return null;
  const own = params['loudnessLufs'];
  const wanted = typeof own === 'number' ? own : report.loudnessLufs;
  const goal = draft ?? wanted;
  const [lowest, highest] = [Math.min(first.loudnessLufs, goal), Math.max(last.loudnessLufs, goal)];
  const steps = costs.map(({ loudnessLufs }) => loudnessLufs);
  const plr = (lufs: number): number => ceilingDbtp - lufs;
  const largest = Math.max(...costs.flatMap((c) => [c.psrMedianDb ?? 0, c.maxReductionDb, plr(c.loudnessLufs)]));
  const top = Math.max(6, Math.ceil(largest / 3) * 3);
  const loss = (lufs: number): number | null => costAt(costs, lufs, 'punchLossDb');
  const words = (at: number): string => {
    const [lost, psr, most] = [loss(at), costAt(costs, at, 'psrMedianDb'), costAt(costs, at, 'maxReductionDb')];
    if (most === null) return `${dbText(at, 'LUFS')}: more limiting than was calculated`;
    const parts = [
      lost === null ? 'no hits to lose' : `${dbText(lost)} less punch`,
      ...(psr === null ? [] : [`PSR ${dbText(psr)}`]),
      `PLR ${dbText(plr(at), 'LU')}`,
      `at most ${dbText(most)} of limiting`,
    ];
    return `${dbText(at, 'LUFS')}: ${parts.join(', ')}`;
  };
  const commit = (at: number): void => {
    setDraft(null);
    const loudnessLufs = rounded(at);
    if (loudnessLufs !== rounded(wanted)) setParams(`Loudness: ${dbText(loudnessLufs, 'LUFS')}`, { loudnessLufs });
  };
  const curve = (key: 'punchLossDb' | 'psrMedianDb' | 'maxReductionDb'): (number | null)[] =>
    costs.map((cost: Cost) => cost[key]);
  const draw = (painter: Painter): void => {
    painter.horizontal(ADVISED_PSR_DB, { color: theme.gridStrong, dash: [2, 4] });
    painter.line(steps, steps.map(plr), { color: theme.textSoft, dash: [2, 3] });
    painter.line(steps, curve('psrMedianDb'), { color: theme.b, dash: [6, 4] });
    painter.line(steps, curve('maxReductionDb'), { color: theme.delta, dash: [10, 3, 2, 3] });
    painter.area(steps, curve('punchLossDb'), 0, theme.warning, 0.2);
    painter.line(steps, curve('punchLossDb'), { color: theme.warning, width: 2 });
    const { plot } = painter;
    const soft = { color: theme.textSoft };
    if (ADVISED_PSR_DB < top) painter.text('PSR advised', plot.left + 5, painter.y(ADVISED_PSR_DB) - 8, soft);
    painter.text('LUFS', plot.left + 5, plot.top + plot.height - 9, soft);
    painter.vertical(goal, { color: theme.text }, dbText(goal, 'LUFS'));
  };
  return (
    <section className="stack" aria-label="Cost of loudness">
      <h3>What each loudness costs</h3>
      <Chart
        label="Cost of loudness"
        theme={theme}
        x={plainAxis(lowest, highest, 'LUFS')}
        y={dbAxis(0, top, 'dB')}
        readout={words}
        onPick={(at) => busy === null && commit(at)}
        draw={draw}
        handles={[
          {
            id: 'goal',
            label: 'Loudness of the master, LUFS',
            x: goal,
            y: loss(goal) ?? 0,
            moves: 'x',
            color: theme.text,
            disabled: busy !== null,
            onMove: setDraft,
            onRest: commit,
            onReset: () => setParams('Loudness of the target', { loudnessLufs: undefined }),
          },
        ]}
      />
      <Legend
        entries={[
          { text: 'Punch lost', color: theme.warning },
          { text: 'Most limiting', color: theme.delta, dashed: true },
          { text: 'Peak to short-term (PSR)', color: theme.b, dashed: true },
          { text: 'Peak to loudness (PLR)', color: theme.textSoft, dashed: true },
        ]}
      />
      <p className="small">{words(goal)}. Drag the goal or click another.</p>
    </section>
  );
}

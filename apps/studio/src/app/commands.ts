import type { WaveformCommand } from '../views/index.ts';
import type { DeskServices } from './context.ts';
import { decideNow } from './decisions.ts';
import { pickFiles } from './drops.ts';
import { keepSnapshot, type Place, recallSnapshot, redo, undo } from './plans.ts';
import { mainAction } from './renders.ts';
import { stepTake } from './sessions.ts';
import type { SnapshotName } from './state.ts';

/** Something a key does. */
export interface Command {
  readonly id: string;
  readonly group: 'Listening' | 'View' | 'Plan' | 'Decision' | 'Desk';
  readonly title: string;
  readonly keys: readonly string[];
  run(services: DeskServices): void;
}

const wave =
  (command: WaveformCommand): Command['run'] =>
  (s) =>
    s.listening.waveform?.run(command);

const atPlace =
  (run: (services: DeskServices, place: Place) => void): Command['run'] =>
  (services) => {
    const { sourceId, toolId } = services.desk.store.get();
    if (sourceId !== null && toolId !== null) run(services, { sourceId, toolId });
  };

const snapshots: readonly Command[] = (['A', 'B', 'C', 'D'] as const).flatMap((name: SnapshotName, index) => [
  {
    id: `recall-${name}`,
    group: 'Plan',
    title: `Recall snapshot ${name}`,
    keys: [String(index + 1)],
    run: atPlace(({ desk }, place) => recallSnapshot(desk, place, name)),
  },
  {
    id: `keep-${name}`,
    group: 'Plan',
    title: `Keep as snapshot ${name}`,
    keys: [`shift+${index + 1}`],
    run: atPlace(({ desk }, place) => keepSnapshot(desk, place, name)),
  },
]);

/** Everything that has a key. The overlay, the tooltips and the remapping read this list. */
export const COMMANDS: readonly Command[] = [
  { id: 'play', group: 'Listening', title: 'Play or pause', keys: ['space'], run: (s) => void s.listening.toggle() },
  { id: 'listen-a', group: 'Listening', title: 'Hear A, the source', keys: ['a'], run: (s) => s.listening.listen('a') },
  { id: 'listen-b', group: 'Listening', title: 'Hear B, the take', keys: ['b'], run: (s) => s.listening.listen('b') },
  {
    id: 'listen-delta',
    group: 'Listening',
    title: 'Hear the delta, B minus A',
    keys: ['d'],
    run: (s) => s.listening.listen('delta'),
  },
  {
    id: 'switch',
    group: 'Listening',
    title: 'Switch between A and B',
    keys: ['x'],
    run: (s) => s.listening.switchSides(),
  },
  { id: 'match', group: 'Listening', title: 'Loudness match', keys: ['m'], run: (s) => s.listening.toggleMatching() },
  { id: 'loop', group: 'Listening', title: 'Loop the selection', keys: ['l'], run: (s) => s.listening.toggleLoop() },
  { id: 'start', group: 'Listening', title: 'To the start', keys: ['home'], run: wave('seek-start') },
  { id: 'back', group: 'Listening', title: 'Back a little', keys: ['arrowleft'], run: wave('seek-left') },
  { id: 'forward', group: 'Listening', title: 'Forward a little', keys: ['arrowright'], run: wave('seek-right') },
  { id: 'back-far', group: 'Listening', title: 'Back far', keys: ['shift+arrowleft'], run: wave('seek-left-far') },
  {
    id: 'forward-far',
    group: 'Listening',
    title: 'Forward far',
    keys: ['shift+arrowright'],
    run: wave('seek-right-far'),
  },
  { id: 'next-finding', group: 'Listening', title: 'To the next finding', keys: ['.'], run: wave('next-marker') },
  {
    id: 'previous-finding',
    group: 'Listening',
    title: 'To the finding before',
    keys: [','],
    run: wave('previous-marker'),
  },
  { id: 'zoom-in', group: 'View', title: 'Zoom in', keys: ['+', '='], run: wave('zoom-in') },
  { id: 'zoom-out', group: 'View', title: 'Zoom out', keys: ['-'], run: wave('zoom-out') },
  { id: 'zoom-all', group: 'View', title: 'Show all', keys: ['0'], run: wave('zoom-all') },
  { id: 'zoom-selection', group: 'View', title: 'Zoom to the selection', keys: ['z'], run: wave('zoom-selection') },
  {
    id: 'spectrogram',
    group: 'View',
    title: 'Show or hide the spectrogram',
    keys: ['g'],
    run: (s) => s.desk.store.set(({ spectrogram }) => ({ spectrogram: !spectrogram })),
  },
  {
    id: 'panel',
    group: 'View',
    title: 'Plan or proof',
    keys: ['p'],
    run: (s) => s.desk.store.set(({ panel }) => ({ panel: panel === 'plan' ? 'proof' : 'plan' })),
  },
  {
    id: 'main-action',
    group: 'Plan',
    title: 'Measure, propose or render: the main button',
    keys: ['mod+enter'],
    run: atPlace(({ desk }, place) => void mainAction(desk, place)),
  },
  { id: 'undo', group: 'Plan', title: 'Undo', keys: ['mod+z'], run: atPlace(({ desk }, place) => undo(desk, place)) },
  {
    id: 'redo',
    group: 'Plan',
    title: 'Redo',
    keys: ['mod+shift+z', 'mod+y'],
    run: atPlace(({ desk }, place) => redo(desk, place)),
  },
  ...snapshots,
  {
    id: 'accept',
    group: 'Decision',
    title: 'Accept the take',
    keys: ['y'],
    run: (s) => void decideNow(s.desk, 'accept'),
  },
  {
    id: 'adjust',
    group: 'Decision',
    title: 'Mark to adjust',
    keys: ['j'],
    run: (s) => void decideNow(s.desk, 'adjust'),
  },
  {
    id: 'reject',
    group: 'Decision',
    title: 'Reject the take',
    keys: ['n'],
    run: (s) => void decideNow(s.desk, 'reject'),
  },
  {
    id: 'blind',
    group: 'Decision',
    title: 'Blind test',
    keys: ['t'],
    run: ({ desk }) => desk.withTake((takeId) => desk.store.set({ dialog: { kind: 'blind', takeId } })),
  },
  {
    id: 'export',
    group: 'Decision',
    title: 'Export the take',
    keys: ['e'],
    run: ({ desk }) => desk.withTake((takeId) => desk.store.set({ dialog: { kind: 'export', takeId } })),
  },
  { id: 'next-take', group: 'Desk', title: 'Next take', keys: [']'], run: (s) => stepTake(s.desk, 1) },
  { id: 'previous-take', group: 'Desk', title: 'Take before', keys: ['['], run: (s) => stepTake(s.desk, -1) },
  { id: 'import', group: 'Desk', title: 'Import files', keys: ['u'], run: (s) => pickFiles(s.desk, 'files') },
  {
    id: 'keys',
    group: 'Desk',
    title: 'Show the keys',
    keys: ['?'],
    run: ({ desk }) => desk.store.set({ dialog: { kind: 'keys' } }),
  },
];

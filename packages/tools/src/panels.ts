/** The panels of the tools that have one: loaded when the tool is looked at. Every other tool has the generic form. */
import type { Panel } from './panelKit/index.ts';

export const panels: Readonly<Record<string, () => Promise<Panel>>> = {
  clean: async () => (await import('./clean/panel.tsx')).panel,
  clash: async () => (await import('./clash/panel.tsx')).panel,
  immersive: async () => (await import('./immersive/panel.tsx')).panel,
  match: async () => (await import('./match/panel.tsx')).panel,
  master: async () => (await import('./master/panel.tsx')).panel,
  measure: async () => (await import('./measure/panel.tsx')).panel,
};

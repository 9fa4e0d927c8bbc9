import type { Take } from '@studiohand/core/engine';
import type { Plan, Tool } from '@studiohand/core/tool';

const MAX_CHARACTERS = 80;

/** "Gain -1.50 dB" after the one step that is on, else the tool's title; numbered where the name is taken. */
export function takeName(tool: Tool, plan: Plan, takes: readonly Take[]): string {
  const moves = plan.moves.filter((move) => move.enabled);
  const [only] = moves;
  const full = moves.length === 1 && only !== undefined ? `${tool.title} ${only.title}` : tool.title;
  const name = full.length > MAX_CHARACTERS ? `${full.slice(0, MAX_CHARACTERS - 1)}…` : full;
  const taken = new Set(takes.map((take) => take.name));
  if (!taken.has(name)) return name;
  for (let n = 2; ; n++) if (!taken.has(`${name} (${n})`)) return `${name} (${n})`;
}

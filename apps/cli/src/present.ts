import type { Finding, Report } from '@studiohand/core/tool';
import { formatSeconds } from './progressLine.ts';
import type { FileResult } from './runTool.ts';

const MARK: Readonly<Record<Finding['severity'], string>> = { info: '  ', notice: '- ', warning: '! ', problem: '!!' };

function findingText({ severity, text, fromSeconds }: Finding): string {
  const at = fromSeconds === undefined ? '' : ` (at ${formatSeconds(fromSeconds)})`;
  return `  ${MARK[severity]} ${text}${at}`;
}

function reportLines({ rows, findings }: Report): string[] {
  const width = Math.max(0, ...rows.map((row) => row.label.length));
  return [...rows.map((row) => `  ${row.label.padEnd(width)}  ${row.value}`), ...findings.map(findingText)];
}

/** What a person reads about one file. */
export function presentText(result: FileResult, written: boolean): string {
  const { file, report, plan, path, proof, reportPath, error } = result;
  const lines = [file];
  if (report) lines.push(...reportLines(report));
  if (plan && !error) {
    const moves = plan.moves.filter((move) => move.enabled);
    lines.push(written ? '  Done:' : '  Plan:');
    if (moves.length === 0) lines.push('    nothing to change');
    for (const move of moves) lines.push(`    ${move.title}: ${move.reason}`);
    for (const move of plan.moves.filter((m) => !m.enabled)) lines.push(`    (off) ${move.title}: ${move.reason}`);
  }
  if (path !== undefined) lines.push(`  Written: ${path}`);
  if (proof) lines.push('  Proof:', ...reportLines(proof).map((line) => `  ${line}`));
  if (plan && path === undefined && !error) lines.push('  Nothing was written. Add --out FILE to render this plan.');
  if (reportPath !== undefined) lines.push(`  Report: ${reportPath}`);
  return lines.join('\n');
}

/** The JSON of one file: the tool's own public fields, then what was planned and written. */
export function presentJson({
  file,
  report,
  plan,
  path,
  proof,
  reportPath,
  error,
}: FileResult): Record<string, unknown> {
  if (error) return { file, error: { code: error.code, message: error.message, hint: error.hint } };
  return {
    file,
    ...report?.json,
    findings: report?.findings ?? [],
    ...(plan ? { plan } : {}),
    ...(path === undefined ? {} : { path }),
    ...(proof ? { proof: { ...proof.json, findings: proof.findings } } : {}),
    ...(reportPath === undefined ? {} : { reportPath }),
  };
}

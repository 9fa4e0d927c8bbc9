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
  const { file, companions, report, plan, path, stems, proof, reportPath, attachments = [], error } = result;
  const lines = [file, ...(companions ?? []).map((companion) => `  with ${companion}`)];
  if (report) lines.push(...reportLines(report));
  if (plan && !error) {
    const moves = plan.moves.filter((move) => move.enabled);
    lines.push(written ? '  Done:' : '  Plan:');
    if (moves.length === 0) lines.push('    nothing to change');
    for (const move of moves) lines.push(`    ${move.title}: ${move.reason}`);
    for (const move of plan.moves.filter((m) => !m.enabled)) lines.push(`    (off) ${move.title}: ${move.reason}`);
  }
  if (path !== undefined) lines.push(`  Written: ${path}`);
  for (const stem of stems ?? []) lines.push(`  Written: ${stem.path}`);
  if (proof) lines.push('  Proof:', ...reportLines(proof).map((line) => `  ${line}`));
  if (plan && path === undefined && stems === undefined && !error)
    lines.push('  Nothing was written. Add --out FILE to render this plan.');
  if (reportPath !== undefined) lines.push(`  Report: ${reportPath}`);
  for (const { title, name, path: written } of attachments) lines.push(`  ${title}: ${written ?? name}`);
  if (attachments.some(({ path: written }) => written === undefined))
    lines.push('  Add --attachments DIR to write these files.');
  return lines.join('\n');
}

/** The JSON of one file: the tool's own public fields, then what was planned and written. */
export function presentJson({
  file,
  companions,
  report,
  plan,
  path,
  stems,
  proof,
  reportPath,
  attachments,
  error,
}: FileResult): Record<string, unknown> {
  const named = companions ? { file, companions } : { file };
  if (error) return { ...named, error: { code: error.code, message: error.message, hint: error.hint } };
  return {
    ...named,
    ...report?.json,
    findings: report?.findings ?? [],
    ...(plan ? { plan } : {}),
    ...(path === undefined ? {} : { path }),
    ...(stems ? { stems } : {}),
    ...(proof ? { proof: { ...proof.json, findings: proof.findings } } : {}),
    ...(reportPath === undefined ? {} : { reportPath }),
    ...(attachments ? { attachments } : {}),
  };
}

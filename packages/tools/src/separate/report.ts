import type { AudioInfo } from '@studiohand/core/audio';
import type { Finding, Report } from '@studiohand/core/tool';
import { gainToDb } from '@studiohand/core/units';
import type { SeparateAnalysis } from './analyse.ts';
import { maskMethod } from './methods.ts';
import { planSeparate, stemsOf } from './plan.ts';

export function report(analysis: SeparateAnalysis, params: { readonly by: string }, info: AudioInfo): Report {
  const { model, method, peak, sides } = analysis;
  const mask = maskMethod(method ?? '');
  const stems = stemsOf(planSeparate(analysis, params, info), info);
  const findings: Finding[] = [];
  if (peak === 0)
    findings.push({ id: 'silent', severity: 'notice', text: 'The file is silent: there is nothing to separate.' });
  else if (mask?.id === 'centre' && sides === 0)
    findings.push({
      id: 'no-sides',
      severity: 'notice',
      text: 'Both channels are the same: the middle is all there is, and nothing would be left. Try hits.',
    });
  if (mask && params.by === 'auto')
    findings.push({
      id: 'no-model',
      severity: 'info',
      text: 'No separation model that may run is installed; studiohand models add FILE --card CARD adds one.',
    });
  if (mask) findings.push({ id: 'weakness', severity: 'info', text: mask.weakness });
  if (model?.summary) findings.push({ id: 'model', severity: 'info', text: model.summary });
  return {
    json: {
      method: method ?? 'model',
      model: model ? { id: model.id, version: model.version, sha256: model.sha256, consent: model.consent } : null,
      stemNames: stems.map(({ id }) => id),
    },
    rows: [
      {
        label: 'Separated by',
        value: model ? `${model.name} ${model.version}` : `${mask?.id ?? 'nothing'}, without a model`,
      },
      ...(model
        ? [
            { label: 'Trained by consent', value: `${model.consent}; commercial use: ${model.commercialUse}` },
            { label: 'Works up to', value: `${(model.bandHz / 1000).toFixed(1)} kHz; what is above stays in the rest` },
          ]
        : []),
      { label: 'Files', value: stems.length === 0 ? 'none' : stems.map(({ title }) => title).join(', ') },
      { label: 'Peak of the mix', value: peak > 0 ? `${gainToDb(peak).toFixed(2)} dBFS` : 'silence' },
    ],
    findings,
  };
}

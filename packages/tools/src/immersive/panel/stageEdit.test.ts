import { describe, expect, it } from 'vitest';
import { type Placement, placementOf } from '../placement.ts';
import {
  bedChoices,
  freePlace,
  placesOf,
  readStage,
  rolesOf,
  type StageSource,
  stageRows,
  whereText,
  withoutRow,
  withRow,
} from './stageEdit.ts';

const stereo: StageSource = { name: 'Keys', layout: ['L', 'R'] };
const mono: StageSource = { name: 'Vox', layout: ['M'] };
const place = (file: number, more: Partial<Placement> = {}): Placement => ({ ...placementOf(file), ...more });

describe('the stage in the panel', () => {
  it('has a row for every file, and one for each further placement', () => {
    const rows = stageRows([place(2, { to: 'object' }), place(2, { gainDb: -6 })], [stereo, mono]);
    expect(rows.map(({ mark, index }) => [mark, index])).toEqual([
      ['1', null],
      ['2', 0],
      ['2b', 1],
    ]);
    expect(rolesOf(rows[0])).toEqual(['L', 'R']);
    expect(rolesOf(rows[2])).toEqual(['C']);
  });

  it('adds, changes and takes back a placement without touching the others', () => {
    const stage = [place(2, { to: 'object', x: 0.5 })];
    const [keys, vox] = stageRows(stage, [stereo, mono]);
    expect(withRow(stage, keys, { to: 'out' })).toEqual([stage[0], place(1, { to: 'out' })]);
    expect(withRow(stage, vox, { z: 1 })).toEqual([place(2, { to: 'object', x: 0.5, z: 1 })]);
    expect(withoutRow(stage, vox)).toEqual([]);
  });

  it('reads what a preset leaves out, and nothing from what is no list', () => {
    expect(readStage([{ file: 3, to: 'object' }])).toEqual([place(3, { to: 'object' })]);
    expect(readStage('x')).toEqual([]);
  });

  it('begins where no other object stands', () => {
    const stage = [place(1, { to: 'object' }), place(2)];
    const [keys, vox] = stageRows(stage, [stereo, mono]);
    expect(freePlace([keys, vox], vox)).toEqual({ x: 0, y: 0.75 });
    expect(freePlace([keys, vox], keys)).toEqual({ x: 0, y: 1 });
  });

  it('knows where things stand', () => {
    const [row] = stageRows([place(1, { to: 'object', x: 0.9, width: 0.6 })], [stereo]);
    expect(placesOf(row).map(({ x }) => Math.round(x * 100))).toEqual([60, 100]);
    expect(rolesOf(row)).toEqual([]);
    expect(bedChoices(2).map(({ title }) => title)).toEqual(['Front', 'Sides', 'Rears', 'Top']);
    expect(bedChoices(6)).toEqual([]);
    expect([whereText(0, 1), whereText(-0.25, -0.5), whereText(1, 0)]).toEqual([
      'centre, 100 % front',
      '25 % left, 50 % back',
      '100 % right, beside you',
    ]);
  });
});

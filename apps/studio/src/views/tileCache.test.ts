import { describe, expect, it } from 'vitest';
import { TileCache } from './tileCache.ts';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

interface Tile {
  readonly key: string;
}

function rig(budget: number): {
  cache: TileCache<Tile>;
  loads: string[];
  dropped: string[];
  want: (...keys: string[]) => void;
} {
  const loads: string[] = [];
  const dropped: string[] = [];
  const cache = new TileCache<Tile>(
    budget,
    () => 1,
    () => {},
    (tile) => dropped.push(tile.key),
  );
  const want = (...keys: string[]): void =>
    cache.want(
      keys.map((key) => ({
        key,
        load: async () => {
          loads.push(key);
          if (key === 'bad') throw new Error('no');
          return { key };
        },
      })),
    );
  return { cache, loads, dropped, want };
}

describe('TileCache', () => {
  it('asks once and answers', async () => {
    const { cache, loads, want } = rig(10);
    want('x', 'y');
    want('x', 'y');
    await settle();
    want('x');
    expect(loads).toEqual(['x', 'y']);
    expect(cache.get('x')).toEqual({ key: 'x' });
    expect(cache.busy).toBe(false);
  });

  it('keeps its budget and drops what was used longest ago', async () => {
    const { cache, dropped, want } = rig(2);
    want('1', '2');
    await settle();
    cache.get('1');
    want('3');
    await settle();
    expect(dropped).toEqual(['2']);
    expect(cache.bytes).toBe(2);
  });

  it('forgets wishes of older pictures that have not begun', async () => {
    const { loads, want } = rig(100);
    want(...Array.from({ length: 20 }, (_, i) => `${i}`));
    want('new');
    await settle();
    expect(loads).toEqual(['0', '1', '2', '3', '4', '5', 'new']);
  });

  it('does not ask again at once for a tile that failed, and drops by prefix', async () => {
    const { cache, loads, want } = rig(100);
    want('bad', 'a/1', 'a/2', 'b/1');
    await settle();
    want('bad');
    await settle();
    expect(loads.filter((key) => key === 'bad')).toHaveLength(1);
    cache.drop('a/');
    expect([cache.get('a/1'), cache.get('b/1')]).toEqual([undefined, { key: 'b/1' }]);
  });
});

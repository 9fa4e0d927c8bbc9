/**
 * Tiles by key with a limit in bytes: the ones used last stay. A tile is asked for once; one that could not be had is
 * tried again after a while, when it is still wanted.
 */
const RETRY_MS = 2000;
/** Tiles on their way at a time, unless said otherwise. */
const CONCURRENT = 6;

interface Wanted<Tile> {
  readonly key: string;
  readonly load: (signal: AbortSignal) => Promise<Tile>;
}

export class TileCache<Tile> {
  readonly #tiles = new Map<string, Tile>();
  readonly #running = new Map<string, AbortController>();
  readonly #failed = new Map<string, number>();
  readonly #sizeOf: (tile: Tile) => number;
  readonly #onTile: () => void;
  readonly #onDrop: (tile: Tile) => void;
  readonly #budgetBytes: number;
  readonly #concurrent: number;
  #waiting: Wanted<Tile>[] = [];
  #bytes = 0;

  constructor(
    budgetBytes: number,
    sizeOf: (tile: Tile) => number,
    onTile: () => void,
    onDrop: (tile: Tile) => void = () => {},
    concurrent: number = CONCURRENT,
  ) {
    this.#concurrent = concurrent;
    this.#budgetBytes = budgetBytes;
    this.#sizeOf = sizeOf;
    this.#onTile = onTile;
    this.#onDrop = onDrop;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): Tile | undefined {
    const tile = this.#tiles.get(key);
    if (tile !== undefined) {
      this.#tiles.delete(key);
      this.#tiles.set(key, tile);
    }
    return tile;
  }

  /** Says which missing tiles a picture needs, the most wanted first; older wishes that have not begun are dropped. */
  want(wanted: readonly Wanted<Tile>[]): void {
    this.#waiting = wanted.filter(
      ({ key }) => !this.#tiles.has(key) && !this.#running.has(key) && !this.#justFailed(key),
    );
    this.#start();
  }

  /** Whether a tile is on its way or waits for its turn. */
  get busy(): boolean {
    return this.#running.size > 0 || this.#waiting.length > 0;
  }

  /** Forgets the tiles whose key starts so, and those on their way. */
  drop(prefix: string): void {
    for (const [key, tile] of [...this.#tiles]) if (key.startsWith(prefix)) this.#remove(key, tile);
    for (const [key, controller] of [...this.#running]) {
      if (!key.startsWith(prefix)) continue;
      this.#running.delete(key);
      controller.abort();
    }
    for (const key of [...this.#failed.keys()]) if (key.startsWith(prefix)) this.#failed.delete(key);
    this.#waiting = this.#waiting.filter(({ key }) => !key.startsWith(prefix));
  }

  #justFailed(key: string): boolean {
    const at = this.#failed.get(key);
    return at !== undefined && performance.now() - at < RETRY_MS;
  }

  #remove(key: string, tile: Tile): void {
    this.#tiles.delete(key);
    this.#bytes -= this.#sizeOf(tile);
    this.#onDrop(tile);
  }

  #start(): void {
    while (this.#running.size < this.#concurrent) {
      const next = this.#waiting.shift();
      if (!next) return;
      void this.#load(next);
    }
  }

  async #load({ key, load }: Wanted<Tile>): Promise<void> {
    const controller = new AbortController();
    this.#running.set(key, controller);
    try {
      const tile = await load(controller.signal);
      if (controller.signal.aborted) {
        this.#onDrop(tile);
        return;
      }
      this.#keep(key, tile);
      this.#failed.delete(key);
    } catch {
      if (!controller.signal.aborted) this.#failed.set(key, performance.now());
    } finally {
      if (this.#running.get(key) === controller) this.#running.delete(key);
      this.#start();
    }
    this.#onTile();
  }

  #keep(key: string, tile: Tile): void {
    this.#tiles.set(key, tile);
    this.#bytes += this.#sizeOf(tile);
    for (const [oldest, held] of this.#tiles) {
      if (this.#bytes <= this.#budgetBytes || oldest === key) break;
      this.#remove(oldest, held);
    }
  }
}

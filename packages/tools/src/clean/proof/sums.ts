import { powerToDb } from '@studiohand/core/units';

/** Powers and products of source, take and their difference. */
export class Sums {
  source = 0;
  take = 0;
  removed = 0;
  #keptRemoved = 0;

  push(s: number, t: number): void {
    const d = s - t;
    this.source += s * s;
    this.take += t * t;
    this.removed += d * d;
    this.#keptRemoved += t * d;
  }

  /** Of what was kept and what was removed, -1 to 1; 0 where one of them is silent. */
  get correlation(): number {
    const scale = Math.sqrt(this.take * this.removed);
    return scale > 0 ? this.#keptRemoved / scale : 0;
  }
}

/** Level of left against right where the source is loud, before and after. */
export class Balance {
  readonly #sums: Float64Array = new Float64Array(4);
  readonly #hop: Float64Array = new Float64Array(4);
  #mean = 0;
  #hops = 0;

  /** One frame of left and right, before and after. */
  push(beforeL: number, beforeR: number, afterL: number, afterR: number): void {
    const hop = this.#hop;
    hop[0] = (hop[0] as number) + beforeL * beforeL;
    hop[1] = (hop[1] as number) + beforeR * beforeR;
    hop[2] = (hop[2] as number) + afterL * afterL;
    hop[3] = (hop[3] as number) + afterR * afterR;
  }

  /** Ends a hop: it counts when it is louder than those before on average. */
  endHop(): void {
    const power = (this.#hop[0] as number) + (this.#hop[1] as number);
    this.#mean = (this.#mean * this.#hops + power) / ++this.#hops;
    if (power >= this.#mean)
      for (let i = 0; i < 4; i++) this.#sums[i] = (this.#sums[i] as number) + (this.#hop[i] as number);
    this.#hop.fill(0);
  }

  /** How far the image moved to the left, dB. */
  get shiftDb(): number {
    const [bl, br, al, ar] = this.#sums as unknown as [number, number, number, number];
    return powerToDb(al / ar) - powerToDb(bl / br);
  }
}

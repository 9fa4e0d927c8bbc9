/** Lets a number of works through at a time; the others wait in line. */
export class Gate {
  readonly #places: number;
  readonly #line: (() => void)[] = [];
  #inside = 0;

  constructor(places: number) {
    this.#places = places;
  }

  get hasRoom(): boolean {
    return this.#inside < this.#places;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.hasRoom) this.#inside++;
    else await new Promise<void>((enter) => this.#line.push(enter));
    try {
      return await work();
    } finally {
      const next = this.#line.shift();
      if (next) next();
      else this.#inside--;
    }
  }
}

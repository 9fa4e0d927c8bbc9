/**
 * A canvas that fills its host at the resolution of the screen and draws once per picture at most, only when asked.
 */
export interface LayerSize {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels per CSS pixel. */
  readonly scale: number;
}

export class Layer {
  readonly canvas: HTMLCanvasElement;
  readonly #host: HTMLElement;
  readonly #draw: (size: LayerSize) => void;
  readonly #observer: ResizeObserver;
  #size: LayerSize = { width: 0, height: 0, scale: 1 };
  #request = 0;

  /** `draw` is called before the next picture after each `invalidate`, and after a change of size. */
  constructor(host: HTMLElement, draw: (size: LayerSize) => void, onSize: (size: LayerSize) => void = () => {}) {
    this.#host = host;
    this.#draw = draw;
    this.canvas = document.createElement('canvas');
    this.canvas.setAttribute('aria-hidden', 'true');
    Object.assign(this.canvas.style, { position: 'absolute', inset: '0', width: '100%', height: '100%' });
    host.append(this.canvas);
    this.#observer = new ResizeObserver(() => {
      if (this.#measure()) onSize(this.#size);
      this.invalidate();
    });
    this.#observer.observe(host);
    if (this.#measure()) onSize(this.#size);
    this.invalidate();
  }

  get size(): LayerSize {
    return this.#size;
  }

  /** The context as it was left, for views that draw only what changed. */
  get context(): CanvasRenderingContext2D {
    return this.canvas.getContext('2d')!;
  }

  invalidate(): void {
    this.#request ||= requestAnimationFrame(() => this.drawNow());
  }

  /** Draws at once, for callers that go with the screen themselves. */
  drawNow(): void {
    cancelAnimationFrame(this.#request);
    this.#request = 0;
    const { width, height, scale } = this.#size;
    if (width === 0 || height === 0) return;
    const columns = Math.round(width * scale);
    const rows = Math.round(height * scale);
    // A new width or height wipes the canvas.
    if (this.canvas.width !== columns) this.canvas.width = columns;
    if (this.canvas.height !== rows) this.canvas.height = rows;
    this.#draw(this.#size);
  }

  dispose(): void {
    cancelAnimationFrame(this.#request);
    this.#observer.disconnect();
    this.canvas.remove();
  }

  #measure(): boolean {
    const next = {
      width: this.#host.clientWidth,
      height: this.#host.clientHeight,
      scale: Math.min(3, globalThis.devicePixelRatio || 1),
    };
    const same =
      next.width === this.#size.width && next.height === this.#size.height && next.scale === this.#size.scale;
    this.#size = next;
    return !same;
  }
}

/** The context of a layer's canvas, in CSS pixels, wiped. */
export function wiped(layer: Layer, { width, height, scale }: LayerSize): CanvasRenderingContext2D {
  const { context } = layer;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  context.globalAlpha = 1;
  return context;
}

/**
 * Mouse, pen, fingers and wheel on a view of the timeline. Drag selects, a click seeks, edges of the selection can be
 * moved; the ruler scrubs and moves the loop's ends. Wheel zooms at the pointer, with Shift or sideways it scrolls; one
 * finger scrolls, two zoom, a tap seeks.
 */
import type { Selection, Timeline } from './timeline.ts';

export interface TimelineInputOptions {
  readonly timeline: Timeline;
  /** Height of the ruler at the top, CSS pixels. */
  readonly rulerPx: number;
  readonly onSeek: (frame: number) => void;
  readonly onScrub?: ((frame: number, end: boolean) => void) | undefined;
  /** Takes a click at a place of its own (a marker); true when it did. */
  readonly onClick?: (x: number, y: number) => boolean;
  /** Pointer moved or left (null). */
  readonly onHover?: (place: { readonly x: number; readonly y: number } | null) => void;
  /** Frequency at a height, for selections in frequency too. */
  readonly hzAt?: (y: number) => number;
}

type Drag =
  | { readonly kind: 'select'; readonly anchorFrame: number; readonly anchorY: number; moved: boolean }
  | { readonly kind: 'scrub' }
  | { readonly kind: 'loop'; readonly fixedFrame: number }
  | { readonly kind: 'pan'; lastX: number; travelled: number }
  | { readonly kind: 'pinch'; distance: number; middle: number };

/** A drag shorter than this is a click. */
const CLICK_PX = 4;
/** How near an edge counts as on it. */
const EDGE_PX = 6;
const ZOOM_PER_WHEEL_PX = 0.0018;
const ZOOM_PER_PINCH_PX = 0.01;
const LINE_PX = 16;

export class TimelineInput {
  readonly #host: HTMLElement;
  readonly #options: TimelineInputOptions;
  readonly #controller = new AbortController();
  readonly #pointers = new Map<number, { x: number; y: number }>();
  #drag: Drag | null = null;

  constructor(host: HTMLElement, options: TimelineInputOptions) {
    this.#host = host;
    this.#options = options;
    host.style.touchAction = 'pan-y';
    const { signal } = this.#controller;
    host.addEventListener('pointerdown', (event) => this.#down(event), { signal });
    host.addEventListener('pointermove', (event) => this.#move(event), { signal });
    host.addEventListener('pointerup', (event) => this.#up(event, false), { signal });
    host.addEventListener('pointercancel', (event) => this.#up(event, true), { signal });
    host.addEventListener('pointerleave', () => this.#options.onHover?.(null), { signal });
    host.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false });
  }

  dispose(): void {
    this.#controller.abort();
  }

  #place(event: MouseEvent): { x: number; y: number } {
    const box = this.#host.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  #frame(x: number): number {
    const { timeline } = this.#options;
    return Math.max(0, Math.min(timeline.frameCount, timeline.frameAt(x)));
  }

  #nearEdge(range: { fromFrame: number; toFrame: number } | null, x: number): number | null {
    if (!range) return null;
    const { timeline } = this.#options;
    if (Math.abs(timeline.pixelOf(range.fromFrame) - x) <= EDGE_PX) return range.toFrame;
    return Math.abs(timeline.pixelOf(range.toFrame) - x) <= EDGE_PX ? range.fromFrame : null;
  }

  #down(event: PointerEvent): void {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    const place = this.#place(event);
    this.#pointers.set(event.pointerId, place);
    this.#host.setPointerCapture(event.pointerId);
    if (event.pointerType === 'touch') {
      const [first, second] = [...this.#pointers.values()];
      this.#drag =
        first && second
          ? { kind: 'pinch', distance: Math.abs(first.x - second.x), middle: (first.x + second.x) / 2 }
          : { kind: 'pan', lastX: place.x, travelled: 0 };
      return;
    }
    const { timeline, rulerPx } = this.#options;
    if (place.y < rulerPx) {
      const fixed = this.#nearEdge(timeline.loop, place.x);
      this.#drag = fixed === null ? { kind: 'scrub' } : { kind: 'loop', fixedFrame: fixed };
      if (fixed === null) this.#scrub(place.x, false);
      return;
    }
    const { selection } = timeline;
    const fixed = this.#nearEdge(selection, place.x);
    const extended =
      event.shiftKey && selection
        ? place.x < timeline.pixelOf((selection.fromFrame + selection.toFrame) / 2)
          ? selection.toFrame
          : selection.fromFrame
        : null;
    const anchorFrame = fixed ?? extended ?? this.#frame(place.x);
    this.#drag = { kind: 'select', anchorFrame, anchorY: place.y, moved: fixed !== null || extended !== null };
    if (extended !== null) this.#select(this.#drag, place);
  }

  #move(event: PointerEvent): void {
    const place = this.#place(event);
    if (!this.#drag) {
      this.#hover(place);
      return;
    }
    if (!this.#pointers.has(event.pointerId)) return;
    const before = this.#pointers.get(event.pointerId)!;
    const drag = this.#drag;
    const { timeline } = this.#options;
    if (drag.kind === 'scrub') this.#scrub(place.x, false);
    else if (drag.kind === 'loop') timeline.setLoop({ fromFrame: drag.fixedFrame, toFrame: this.#frame(place.x) });
    else if (drag.kind === 'pan') {
      timeline.scrollBy(drag.lastX - place.x);
      drag.travelled += Math.abs(place.x - drag.lastX);
      drag.lastX = place.x;
    } else if (drag.kind === 'select') {
      drag.moved ||= Math.abs(timeline.pixelOf(drag.anchorFrame) - place.x) >= CLICK_PX;
      if (drag.moved) this.#select(drag, place);
    }
    before.x = place.x;
    before.y = place.y;
    if (drag.kind === 'pinch') this.#pinch(drag);
    else this.#options.onHover?.(place);
  }

  #up(event: PointerEvent, cancelled: boolean): void {
    const drag = this.#drag;
    if (!this.#pointers.delete(event.pointerId) || !drag) return;
    const place = this.#place(event);
    this.#drag = null;
    const { timeline, onClick, onSeek } = this.#options;
    if (drag.kind === 'scrub') this.#scrub(place.x, true);
    const clicked = (drag.kind === 'select' && !drag.moved) || (drag.kind === 'pan' && drag.travelled < 2 * CLICK_PX);
    if (!clicked || cancelled || onClick?.(place.x, place.y)) return;
    timeline.setSelection(null);
    onSeek(Math.round(this.#frame(place.x)));
  }

  #scrub(x: number, end: boolean): void {
    const frame = Math.round(this.#frame(x));
    if (this.#options.onScrub) this.#options.onScrub(frame, end);
    else this.#options.onSeek(frame);
  }

  #select(drag: Drag & { kind: 'select' }, place: { x: number; y: number }): void {
    const { timeline, hzAt } = this.#options;
    const frames = { fromFrame: drag.anchorFrame, toFrame: this.#frame(place.x) };
    let selection: Selection = frames;
    if (hzAt && Math.abs(place.y - drag.anchorY) >= 2 * CLICK_PX) {
      const [one, other] = [hzAt(drag.anchorY), hzAt(place.y)];
      selection = { ...frames, fromHz: Math.min(one, other), toHz: Math.max(one, other) };
    }
    timeline.setSelection(selection);
  }

  #pinch(drag: Drag & { kind: 'pinch' }): void {
    const [first, second] = [...this.#pointers.values()];
    if (!first || !second) return;
    const { timeline } = this.#options;
    const distance = Math.max(10, Math.abs(first.x - second.x));
    const middle = (first.x + second.x) / 2;
    timeline.scrollBy(drag.middle - middle);
    timeline.zoomAt(timeline.frameAt(middle), Math.max(10, drag.distance) / distance);
    drag.distance = distance;
    drag.middle = middle;
  }

  #hover(place: { x: number; y: number }): void {
    const { timeline, rulerPx, onHover } = this.#options;
    const edge = this.#nearEdge(place.y < rulerPx ? timeline.loop : timeline.selection, place.x) !== null;
    this.#host.style.cursor = edge ? 'ew-resize' : place.y < rulerPx ? 'pointer' : 'text';
    onHover?.(place);
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const { timeline } = this.#options;
    const unit = event.deltaMode === 1 ? LINE_PX : event.deltaMode === 2 ? timeline.widthPx : 1;
    if (event.ctrlKey || event.metaKey || (!event.shiftKey && Math.abs(event.deltaY) >= Math.abs(event.deltaX))) {
      const speed = event.ctrlKey ? ZOOM_PER_PINCH_PX : ZOOM_PER_WHEEL_PX;
      timeline.zoomAt(timeline.frameAt(this.#place(event).x), Math.exp(event.deltaY * unit * speed));
    } else timeline.scrollBy((event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX) * unit);
  }
}

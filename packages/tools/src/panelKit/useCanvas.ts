import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Size of a canvas in CSS pixels. */
export interface CanvasSize {
  readonly width: number;
  readonly height: number;
}

/** Sharper than this no eye sees, and memory grows with the square. */
const MOST_SCALE = 3;

/**
 * A canvas that fills the element of `host` at the resolution of the screen. `draw` gets a wiped context scaled to CSS
 * pixels; it is called after every render of the component and after every change of size.
 */
export function useCanvas(draw: (context: CanvasRenderingContext2D, size: CanvasSize) => void): {
  readonly host: RefObject<HTMLDivElement | null>;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly size: CanvasSize;
} {
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState<CanvasSize & { readonly scale: number }>({ width: 0, height: 0, scale: 1 });
  useEffect(() => {
    const element = host.current as HTMLDivElement;
    const measure = (): void => {
      const scale = Math.min(MOST_SCALE, globalThis.devicePixelRatio || 1);
      const { clientWidth: width, clientHeight: height } = element;
      setSize((now) =>
        now.width === width && now.height === height && now.scale === scale ? now : { width, height, scale },
      );
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    const element = canvas.current;
    const { width, height, scale } = size;
    if (element === null || width === 0 || height === 0) return;
    const [columns, rows] = [Math.round(width * scale), Math.round(height * scale)];
    if (element.width !== columns) element.width = columns;
    if (element.height !== rows) element.height = rows;
    const context = element.getContext('2d') as CanvasRenderingContext2D;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.globalAlpha = 1;
    context.setLineDash([]);
    context.clearRect(0, 0, width, height);
    draw(context, size);
  });
  return { host, canvas, size };
}

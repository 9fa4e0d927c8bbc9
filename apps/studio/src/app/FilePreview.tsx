import { useEffect, useRef } from 'react';
import { fileBytes, previewFile } from './previewFile.ts';

const COLUMNS = 512;
const HEIGHT = 64;

/** A rough waveform of a file on its way in, drawn from the producer's own disk while the copy runs. */
export function FilePreview({ file }: { readonly file: File }): React.JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const end = new AbortController();
    const context = canvas.current?.getContext('2d');
    if (context && canvas.current) {
      context.fillStyle = getComputedStyle(canvas.current).color;
      const draw = (column: number, level: number): void => {
        const height = Math.max(1, level * HEIGHT);
        context.fillRect(column, (HEIGHT - height) / 2, 1, height);
      };
      void previewFile(fileBytes(file), COLUMNS, draw, end.signal);
    }
    return () => end.abort();
  }, [file]);
  return (
    <canvas
      ref={canvas}
      className="preview"
      width={COLUMNS}
      height={HEIGHT}
      role="img"
      aria-label={`Rough waveform of ${file.name}`}
    />
  );
}

/** One line on a terminal's stderr, redrawn at most ten times a second: name, stage, percent, time left. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #label: string;
  readonly #started: number = performance.now();
  #drawn = 0;
  #stage = '';
  #stageStarted: number = performance.now();

  constructor(label: string, stream: NodeJS.WriteStream = process.stderr) {
    this.#label = label;
    this.#stream = stream;
  }

  update(stage: string, fraction: number): void {
    if (!this.#stream.isTTY) return;
    const now = performance.now();
    if (stage !== this.#stage) {
      this.#stage = stage;
      this.#stageStarted = now;
    }
    if (now - this.#drawn < 100 || now - this.#started < 300) return;
    this.#drawn = now;
    const spent = (now - this.#stageStarted) / 1000;
    const left = spent > 1 && fraction > 0.01 ? `, ${formatSeconds((spent / fraction) * (1 - fraction))} left` : '';
    const text = `${this.#label}: ${stage} ${Math.floor(fraction * 100)} %${left}`;
    this.#stream.write(`\r\u001b[K${text.slice(0, (this.#stream.columns || 80) - 1)}`);
  }

  clear(): void {
    if (this.#stream.isTTY && this.#drawn > 0) this.#stream.write('\r\u001b[K');
  }
}

/** 75 to "1:15". */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

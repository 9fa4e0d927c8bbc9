/** One growing set of channel buffers, reused from block to block. */
export class Scratch {
  private readonly channels: Float64Array[];

  constructor(channels: number) {
    this.channels = Array.from({ length: channels }, () => new Float64Array(0));
  }

  /** Buffers of at least `frames` frames; their content is whatever was there. */
  of(frames: number): Float64Array[] {
    if ((this.channels[0]?.length ?? frames) < frames) {
      for (let c = 0; c < this.channels.length; c++) this.channels[c] = new Float64Array(frames);
    }
    return this.channels;
  }
}

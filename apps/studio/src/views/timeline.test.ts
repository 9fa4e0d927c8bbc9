import { describe, expect, it } from 'vitest';
import { MAX_PIXELS_PER_FRAME, Timeline } from './timeline.ts';
import { runTimelineCommand } from './timelineCommands.ts';

const RATE_HZ = 48000;

function shown(frameCount = 60 * RATE_HZ, widthPx = 1000): Timeline {
  const timeline = new Timeline(frameCount, RATE_HZ);
  timeline.reset(frameCount, RATE_HZ);
  timeline.setWidth(widthPx);
  return timeline;
}

describe('Timeline', () => {
  it('shows the whole file first, and again at another width', () => {
    const timeline = shown();
    expect(timeline.framesPerPixel).toBe(2880);
    timeline.setWidth(500);
    expect(timeline.toFrame).toBe(60 * RATE_HZ);
  });

  it('keeps the frame under the cursor when zooming, down to 32 pixels a frame', () => {
    const timeline = shown();
    for (let k = 0; k < 200; k++) {
      timeline.zoomAt(timeline.frameAt(400), 0.8);
      if (timeline.framesPerPixel > 1 / MAX_PIXELS_PER_FRAME)
        expect(timeline.pixelOf(24 * RATE_HZ)).toBeCloseTo(400, 3);
    }
    expect(timeline.framesPerPixel).toBe(1 / MAX_PIXELS_PER_FRAME);
    expect(timeline.pixelOf(24 * RATE_HZ)).toBeCloseTo(400, 3);
  });

  it('never leaves the file', () => {
    const timeline = shown();
    timeline.zoomBy(0.1);
    timeline.scrollBy(-1e9);
    expect(timeline.fromFrame).toBe(0);
    timeline.scrollBy(1e9);
    expect(timeline.toFrame).toBeCloseTo(60 * RATE_HZ, 6);
    timeline.zoomBy(1e9);
    expect(timeline.fromFrame).toBe(0);
    expect(timeline.framesPerPixel).toBe(2880);
  });

  it('turns pages and keeps the playhead in the middle', () => {
    const timeline = shown();
    timeline.zoomAt(0, 0.1);
    timeline.keepInView(timeline.frameAt(900));
    expect(timeline.fromFrame).toBe(0);
    timeline.keepInView(timeline.frameAt(1001));
    expect(timeline.fromFrame).toBeCloseTo(951 * 288, 6);
    timeline.setFollow('centre');
    timeline.keepInView(1e6);
    expect(timeline.pixelOf(1e6)).toBeCloseTo(500, 6);
    timeline.setFollow('off');
    timeline.keepInView(0);
    expect(timeline.pixelOf(1e6)).toBeCloseTo(500, 6);
  });

  it('restores a window that came before the width is known', () => {
    const timeline = new Timeline(60 * RATE_HZ, RATE_HZ);
    timeline.reset(60 * RATE_HZ, RATE_HZ);
    timeline.restore({ fromFrame: 480_000, framesPerPixel: 100, selection: null, loop: null, follow: 'off' });
    timeline.setWidth(800);
    expect([timeline.fromFrame, timeline.framesPerPixel]).toEqual([480_000, 100]);
    expect(timeline.state.follow).toBe('off');
  });

  it('orders and limits ranges', () => {
    const timeline = shown();
    timeline.setSelection({ fromFrame: 5000.4, toFrame: -20 });
    expect(timeline.selection).toEqual({ fromFrame: 0, toFrame: 5000 });
    timeline.setLoop({ fromFrame: 1, toFrame: 1e12 });
    expect(timeline.loop?.toFrame).toBe(60 * RATE_HZ);
  });

  it('stands a file of one frame and an empty one', () => {
    for (const frameCount of [0, 1, 20]) {
      const timeline = shown(frameCount);
      timeline.zoomBy(0.5);
      timeline.scrollBy(10);
      expect(timeline.fromFrame).toBe(0);
      expect(timeline.framesPerPixel).toBeGreaterThan(0);
    }
  });

  it('tells of every change once', () => {
    const timeline = shown();
    let calls = 0;
    const stop = timeline.subscribe(() => calls++);
    timeline.zoomBy(0.5);
    timeline.scrollBy(1e12);
    timeline.scrollBy(1);
    stop();
    timeline.zoomBy(0.5);
    expect(calls).toBe(2);
  });
});

describe('runTimelineCommand', () => {
  const run = (timeline: Timeline, command: Parameters<typeof runTimelineCommand>[0], frame: number): number => {
    let at = frame;
    runTimelineCommand(command, { timeline, frame, seek: (to) => (at = to) });
    return at;
  };

  it('zooms about a visible playhead', () => {
    const timeline = shown();
    const before = timeline.pixelOf(480_000);
    run(timeline, 'zoom-in', 480_000);
    expect(timeline.pixelOf(480_000)).toBeCloseTo(before, 6);
  });

  it('seeks by a sixty-fourth of the view and reveals the place', () => {
    const timeline = shown();
    expect(run(timeline, 'seek-right', 0)).toBe(45_000);
    timeline.zoomAt(0, 0.01);
    expect(run(timeline, 'seek-end', 0)).toBe(60 * RATE_HZ);
    expect(timeline.toFrame).toBeCloseTo(60 * RATE_HZ, 6);
  });

  it('points at one marker until others are set or another file is shown', () => {
    const timeline = new Timeline(10 * RATE_HZ, RATE_HZ);
    const marker = { frame: 5, toFrame: 9, severity: 'info' } as const;
    timeline.setPointed(marker);
    const { version } = timeline;
    timeline.setPointed({ ...marker });
    expect([timeline.pointed, timeline.version]).toEqual([marker, version]);
    timeline.setMarkers([]);
    expect(timeline.pointed).toBeNull();
    timeline.setPointed(marker);
    timeline.reset(RATE_HZ, RATE_HZ);
    expect(timeline.pointed).toBeNull();
  });

  it('walks over the markers and loops the selection', () => {
    const timeline = shown();
    timeline.setMarkers(
      [30, 10, 20].map((s) => ({ id: `${s}`, frame: s * RATE_HZ, toFrame: s * RATE_HZ, severity: 'info', label: '' })),
    );
    expect(run(timeline, 'next-marker', 10 * RATE_HZ)).toBe(20 * RATE_HZ);
    expect(run(timeline, 'previous-marker', 20 * RATE_HZ)).toBe(10 * RATE_HZ);
    timeline.setSelection({ fromFrame: 100, toFrame: 5000 });
    run(timeline, 'loop-selection', 0);
    expect(timeline.loop).toEqual({ fromFrame: 100, toFrame: 5000 });
  });
});

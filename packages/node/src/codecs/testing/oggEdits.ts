/** Changes to Ogg files for tests, with checksums made right again. */
import { oggCrc } from '../ogg/oggCrc.ts';

/** Start and end of every page. */
export function pageSpans(file: Uint8Array): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (let from = 0; from + 27 <= file.length; ) {
    const segments = file[from + 26]!;
    const body = file.subarray(from + 27, from + 27 + segments).reduce((sum, value) => sum + value, 0);
    const to = from + 27 + segments + body;
    spans.push({ from, to });
    from = to;
  }
  return spans;
}

/** A copy with every page given to `change`, which may alter its bytes. */
export function editPages(
  file: Uint8Array,
  change: (page: Uint8Array, view: DataView, index: number, count: number) => void,
): Uint8Array {
  const copy = new Uint8Array(file);
  const spans = pageSpans(copy);
  spans.forEach(({ from, to }, index) => {
    const page = copy.subarray(from, to);
    const view = new DataView(page.buffer, page.byteOffset, page.length);
    change(page, view, index, spans.length);
    view.setUint32(22, 0, true);
    view.setUint32(22, oggCrc(page), true);
  });
  return copy;
}

/** A copy with all granule positions of sound moved. */
export function moveGranules(file: Uint8Array, by: bigint): Uint8Array {
  return editPages(file, (_, view) => {
    const granule = view.getBigInt64(6, true);
    if (granule > 0n) view.setBigInt64(6, granule + by, true);
  });
}

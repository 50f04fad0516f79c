// How long the shortest frame of a fragment is, by its own tables (ISO 14496-12 §8.8). Pure.

const MOOF = "moof";
const TRAF = "traf";

interface Durations {
  total: number;
  shortest: number;
}

interface Box {
  type: string;
  /** Of what is in it. */
  start: number;
  end: number;
}

/**
 * As a part of the whole fragment's length; null when the tables do not tell. The pictures are the
 * track of the lowest number, as the recorder writes them.
 */
export function shortestPart(bytes: ArrayBuffer): number | null {
  const view = new DataView(bytes);
  const tracks = new Map<number, Durations>();
  for (const moof of boxesIn(view, 0, view.byteLength)) {
    if (moof.type !== MOOF) continue;
    for (const traf of boxesIn(view, moof.start, moof.end)) {
      if (traf.type === TRAF) addTrack(tracks, view, traf);
    }
  }
  const pictures = tracks.get(Math.min(...tracks.keys()));
  const part = pictures ? pictures.shortest / pictures.total : 0;
  return part > 0 && part <= 1 ? part : null;
}

function* boxesIn(view: DataView, from: number, to: number): Generator<Box> {
  let at = from;
  while (at + 8 <= to) {
    const size = view.getUint32(at);
    const type = String.fromCharCode(...[4, 5, 6, 7].map((byte) => view.getUint8(at + byte)));
    if (size < 8 || at + size > to) return;
    yield { type, start: at + 8, end: at + size };
    at += size;
  }
}

function addTrack(tracks: Map<number, Durations>, view: DataView, traf: Box): void {
  const boxes = [...boxesIn(view, traf.start, traf.end)];
  const header = boxes.find(({ type }) => type === "tfhd");
  if (!header) return;
  const { track, usual } = headerOf(view, header.start);
  const sum = tracks.get(track) ?? { total: 0, shortest: Infinity };
  for (const { type, start } of boxes) {
    if (type !== "trun") continue;
    for (const duration of durationsOf(view, start, usual)) {
      sum.total += duration;
      sum.shortest = Math.min(sum.shortest, duration);
    }
  }
  tracks.set(track, sum);
}

/** §8.8.7: the track's number, and its samples' duration where they have none of their own. */
function headerOf(view: DataView, start: number): { track: number; usual: number } {
  const flags = view.getUint32(start) & 0xffffff;
  const before = (flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0);
  const usual = flags & 0x8 ? view.getUint32(start + 8 + before) : 0;
  return { track: view.getUint32(start + 4), usual };
}

/** §8.8.8. */
function durationsOf(view: DataView, start: number, usual: number): number[] {
  const flags = view.getUint32(start) & 0xffffff;
  const count = view.getUint32(start + 4);
  const first = start + 8 + (flags & 0x1 ? 4 : 0) + (flags & 0x4 ? 4 : 0);
  const fields = [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length;
  const at = (sample: number) => first + sample * fields * 4;
  return Array.from({ length: count }, (_, sample) =>
    flags & 0x100 ? view.getUint32(at(sample)) : usual,
  );
}

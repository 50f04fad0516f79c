// The ruler: which moments are marked at a zoom, and what stands beside them. Pure.

import { endOf, pxOf, type ViewRange } from "./scale";
import { hoursOf, localOf, zoneDay, zoneDaysIn, type ZoneDay } from "./zone";

const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/** Each is a whole part of an hour, a day, or days. */
const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 5, 10].map((days) => days * DAY),
];

export interface Tick {
  atMs: number;
  /** Empty for the small ones between. */
  label: string;
}

export interface Band {
  startMs: number;
  endMs: number;
  /** A day, or a month: 2026-11-20, 2026-11. */
  name: string;
  /** Of a day that has another length than most: 23 or 25. */
  hours: number | null;
}

/** The shortest step whose labels are so far apart. */
export function stepFor(range: ViewRange, widthPx: number, leastPx: number): number {
  const msPerPx = range.lengthMs / widthPx;
  return STEPS_MS.find((step) => step / msPerPx >= leastPx) ?? 10 * DAY;
}

export function ticksOf(range: ViewRange, widthPx: number, zone: string, leastPx = 72): Tick[] {
  const labelled = stepFor(range, widthPx, leastPx);
  const between = stepFor(range, widthPx, Math.max(leastPx / 6, 8));
  const labelsAt = new Map(
    marks(range, labelled, zone).map(({ atMs, name }) => [atMs, name] as const),
  );
  return marks(range, between, zone)
    .map(({ atMs }) => ({ atMs, label: labelsAt.get(atMs) ?? "" }))
    .concat(missing(labelsAt, marks(range, between, zone)));
}

/** A labelled moment is marked also where the small steps leave it out. */
function missing(labelsAt: ReadonlyMap<number, string>, small: readonly Mark[]): Tick[] {
  const there = new Set(small.map(({ atMs }) => atMs));
  return [...labelsAt].flatMap(([atMs, label]) => (there.has(atMs) ? [] : [{ atMs, label }]));
}

interface Mark {
  atMs: number;
  name: string;
}

function marks(range: ViewRange, stepMs: number, zone: string): Mark[] {
  const days = zoneDaysIn(range.startMs, endOf(range), zone);
  const marksOf = stepMs >= DAY ? dayMarks : stepMs >= HOUR ? hourMarks : minuteMarks;
  return days
    .flatMap((day) => marksOf(day, stepMs, zone, range))
    .filter(({ atMs }) => atMs >= range.startMs && atMs <= endOf(range));
}

/** Counted from one fixed day, so that they stay while one pans. */
function dayMarks({ date, startMs }: ZoneDay, stepMs: number): Mark[] {
  const number = Date.parse(`${date}T00:00Z`) / DAY;
  const isMarked = number % (stepMs / DAY) === 0;
  return isMarked ? [{ atMs: startMs, name: String(Number(date.slice(8))) }] : [];
}

/** By the hours that the clocks strike: one that comes twice is marked twice. */
function hourMarks({ date }: ZoneDay, stepMs: number, zone: string): Mark[] {
  return hoursOf(date, zone)
    .filter(({ hour }) => hour % (stepMs / HOUR) === 0)
    .map(({ atMs, hour }) => ({ atMs, name: `${twoDigits(hour)}:00` }));
}

function minuteMarks({ date }: ZoneDay, stepMs: number, zone: string, range: ViewRange): Mark[] {
  const found: Mark[] = [];
  for (const { atMs, hour } of hoursOf(date, zone)) {
    if (atMs + HOUR < range.startMs || atMs > endOf(range)) continue;
    const skipped = Math.max(0, Math.ceil((range.startMs - atMs) / stepMs) * stepMs);
    for (let after = skipped; after < HOUR && atMs + after <= endOf(range); after += stepMs) {
      found.push({ atMs: atMs + after, name: clockName(hour, after, stepMs) });
    }
  }
  return found;
}

function clockName(hour: number, afterMs: number, stepMs: number): string {
  const minutes = `${twoDigits(hour)}:${twoDigits(Math.floor(afterMs / MINUTE))}`;
  return stepMs >= MINUTE ? minutes : `${minutes}:${twoDigits((afterMs % MINUTE) / SECOND)}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}

/** What stands above the ticks: the days, or, where those are ticks themselves, the months. */
export function bandsOf(range: ViewRange, widthPx: number, zone: string, leastPx = 72): Band[] {
  const areMonths = stepFor(range, widthPx, leastPx) >= DAY;
  const bands: Band[] = [];
  for (const { date, startMs, endMs } of zoneDaysIn(range.startMs, endOf(range), zone)) {
    const name = areMonths ? date.slice(0, 7) : date;
    const last = bands.at(-1);
    if (last?.name === name) last.endMs = endMs;
    else bands.push({ startMs, endMs, name, hours: areMonths ? null : oddHours(startMs, endMs) });
  }
  return bands;
}

function oddHours(startMs: number, endMs: number): number | null {
  const hours = Math.round((endMs - startMs) / HOUR);
  return hours === 24 ? null : hours;
}

export interface Placed {
  band: Band;
  /** Where its label begins. */
  px: number;
  /** How much room it has up to the next. */
  roomPx: number;
}

/** Labels stay in sight as long as their band does. */
export function placedBands(bands: readonly Band[], range: ViewRange, widthPx: number): Placed[] {
  return bands.map((band) => {
    const px = Math.max(0, pxOf(range, widthPx, band.startMs));
    return { band, px, roomPx: Math.min(widthPx, pxOf(range, widthPx, band.endMs)) - px };
  });
}

/** The same hour of the clocks on another day. */
export function sameHour(atMs: number, date: string, zone: string): number {
  const { time } = localOf(atMs, zone);
  const day = zoneDay(date, zone);
  const fraction = atMs - Math.floor(atMs / SECOND) * SECOND;
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  const struck = hoursOf(date, zone).find(({ hour }) => hour === hours);
  const start = struck?.atMs ?? day.startMs + hours * HOUR;
  const moment = start + minutes * MINUTE + seconds * SECOND + fraction;
  return Math.min(moment, day.endMs - 1);
}

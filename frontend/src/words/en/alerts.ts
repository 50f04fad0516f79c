import type { Words } from "../pt";
import { dateWords, dayWords, hourWords, momentWords } from "../dates";
import { counted, fitting } from "../plural";

const LANGUAGE = "en";
const percent = (share: number) =>
  new Intl.NumberFormat(LANGUAGE, { style: "percent", maximumFractionDigits: 0 }).format(
    share / 100,
  );
const number = (value: number) =>
  new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 1 }).format(value);
const days = (count: number) => counted(LANGUAGE, count, "day", "days");
const refused = (what: string, why: string) => (why ? `${what}: ${why}` : `${what}. Try again.`);

export const alerts: Words["alerts"] = {
  title: "Alerts and storage",
  open: "Open alerts",
  closed: "Recently closed",
  none: "No open alerts.",
  show: "Show alerts",
  strip: "Notices",
  kinds: {
    disk_warning: "Disk filling up",
    disk_high: "Disk nearly full",
    disk_critical: "Disk full",
    recording_stopped: "Recording stopped",
    camera_offline: "Camera offline",
    frame_loss: "Frames are lost",
    promise_at_risk: "Retention at risk",
    cleanup_overdue: "Cleanup overdue",
    volume_missing: "Volume missing",
    schedule: "Periodic task switched off",
  },
  severities: { warning: "Warning", critical: "Critical" },
  bell: (open: number, critical: number) => {
    if (open === 0) return "Alerts: none open";
    return critical === 0 ? `Alerts: ${open} open` : `Alerts: ${open} open, ${critical} critical`;
  },
  newCriticals: (count: number) =>
    counted(LANGUAGE, count, "new critical alert", "new critical alerts"),
  criticals: (count: number) =>
    counted(LANGUAGE, count, "open critical alert", "open critical alerts"),
  unanswered: "The server does not answer: what alerts there are is not known yet.",
  old: (ms: number, zone: string) =>
    `The server does not answer: these alerts are of ${hourWords(LANGUAGE, ms, zone)}.`,
  since: (ms: number, nowMs: number, zone: string) => {
    const isToday = dateWords(LANGUAGE, ms, zone) === dateWords(LANGUAGE, nowMs, zone);
    return isToday
      ? `Since ${hourWords(LANGUAGE, ms, zone)}`
      : `Since ${momentWords(LANGUAGE, ms, zone)}`;
  },
  ended: (ms: number, zone: string) => `Closed ${momentWords(LANGUAGE, ms, zone)}`,
  acknowledge: "Acknowledge",
  acknowledged: (who: string, ms: number, zone: string) =>
    `Acknowledged${who && ` by ${who}`}, ${momentWords(LANGUAGE, ms, zone)}`,
  takenBy: (who: string) => `acknowledged by ${who}`,
  notAcknowledged: (why: string) => refused("The alert was not acknowledged", why),
  toCamera: "Open camera",
  lastFootage: "See the last footage",

  storage: "Storage",
  percent,
  unknown: "unknown",
  diskUse: (volume: string) => `Use of volume ${volume}`,
  used: (used: string, total: string) => `${used} of ${total} used`,
  free: (size: string) => `${size} free`,
  fullIn: (length: string) => `full in about ${length}`,
  neverFull: "does not fill up at today's rate",
  volumeAway: "This volume's disk is not in place: the figures are the last known.",
  diskFull: (volume: string, used: number) => `Disk of volume ${volume}: ${percent(used)} used`,
  retention: (reachable: number, promised: number) =>
    reachable >= promised
      ? `Retention of ${days(promised)} is safe`
      : `${number(reachable)} of the ${days(promised)} promised ${fitting(LANGUAGE, Math.round(reachable * 10) / 10, "fits", "fit")}`,
  justFits: "The disks hardly hold the promised retention.",
  breaksAt: (ms: number, zone: string) =>
    `From ${dateWords(LANGUAGE, ms, zone)} on, footage will go before its day.`,

  expires: {
    today: (ms: number, zone: string) => `Expires today at ${hourWords(LANGUAGE, ms, zone)}`,
    tomorrow: (ms: number, zone: string) => `Expires tomorrow at ${hourWords(LANGUAGE, ms, zone)}`,
    later: (ms: number, zone: string) => `Expires on ${momentWords(LANGUAGE, ms, zone)}`,
  },
  tonight: {
    today: (count: number, ms: number, zone: string) =>
      `${expiring(count)} today at ${hourWords(LANGUAGE, ms, zone)}`,
    tomorrow: (count: number, ms: number, zone: string) =>
      `${expiring(count)} tomorrow at ${hourWords(LANGUAGE, ms, zone)}`,
    later: (count: number, ms: number, zone: string) =>
      `${expiring(count)} on ${momentWords(LANGUAGE, ms, zone)}`,
  },
  expiring: "Days that expire",
  expiriesFailed: "The list of what expires could not be brought up to date.",
  nothingExpires: "Nothing expires with the next cleanup.",
  losses: (count: number, cameras: number, size: string) =>
    count === 0
      ? "All that would expire is held."
      : `${days(count)} of ${counted(LANGUAGE, cameras, "camera", "cameras")}, ${size}`,
  findCamera: "Find a camera",
  noneFound: "No camera of that name loses footage.",
  firstOf: (shown: number, count: number) =>
    `The first ${number(shown)} of ${days(count)}. To see others, find their camera.`,
  expiringDay: (startMs: number, endMs: number, zone: string) =>
    `${dayWords(LANGUAGE, startMs, zone)}, ${hourWords(LANGUAGE, startMs, zone)} to ${hourWords(LANGUAGE, endMs, zone)}`,
  watchDay: "Watch this day",
  keepDay: "Keep this day",
  keepReason: "Day kept before it expired",
  keptUntil: (camera: string, ms: number, zone: string) =>
    `${camera}: day kept until ${dateWords(LANGUAGE, ms, zone)}.`,
  notKept: (why: string) => refused("The day was not kept", why),
  heldUntil: (ms: number, zone: string) => `Kept until ${dateWords(LANGUAGE, ms, zone)}`,
  release: "Release",
  released: (camera: string) => `${camera}: the hold on the day was released.`,
  notReleased: (why: string) => refused("The hold was not released", why),
};

function expiring(count: number): string {
  return counted(LANGUAGE, count, "day of footage expires", "days of footage expire");
}

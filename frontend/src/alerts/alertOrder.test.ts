import { expect, test } from "vitest";

import type { Alert } from "../api/types";
import { alertsOf, byGravity, criticalOf, newlyCritical } from "./alertOrder";

function alert(id: number, rest: Partial<Alert> = {}): Alert {
  return {
    id,
    kind: "camera_offline",
    severity: "warning",
    subject: `camera:${id}`,
    city: 1,
    camera: id,
    volume: null,
    message: "",
    details: {},
    opened_at: `2026-11-20T15:0${id}:00Z`,
    closed_at: null,
    acknowledged_at: null,
    acknowledged_by: null,
    ...rest,
  };
}
const ids = (alerts: readonly Alert[]) => alerts.map(({ id }) => id);

test("a city's alerts are its own and those of the installation", () => {
  const alerts = [alert(1), alert(2, { city: 2 }), alert(3, { city: null })];
  expect(ids(alertsOf(alerts, 1))).toEqual([1, 3]);
  expect(ids(alertsOf(alerts, 0))).toEqual([1, 2, 3]);
});

test("critical ones come first, and of each kind the newest", () => {
  const alerts = [
    alert(1),
    alert(2, { severity: "critical" }),
    alert(3),
    alert(4, { severity: "critical" }),
  ];
  expect(ids(byGravity(alerts))).toEqual([4, 2, 3, 1]);
  expect(ids(alerts)).toEqual([1, 2, 3, 4]);
  expect(ids(criticalOf(alerts))).toEqual([2, 4]);
});

test("only critical ones that came since the last look are news", () => {
  const alerts = [alert(1), alert(2, { severity: "critical" }), alert(3, { severity: "critical" })];
  expect(newlyCritical(null, alerts)).toEqual([]);
  expect(ids(newlyCritical(new Set([2]), alerts))).toEqual([3]);
  expect(newlyCritical(new Set([2, 3]), alerts)).toEqual([]);
});

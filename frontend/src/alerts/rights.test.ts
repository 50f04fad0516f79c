import { expect, test } from "vitest";

import type { Me } from "../api/types";
import { cityWords, mayAnywhere, mayIn } from "./rights";

const PLAN = {
  id: 1,
  code: "pro",
  name: "Pro",
  retention_days: 15,
  max_users: 5,
  max_gb_per_camera: 360,
  max_clips: 50,
};
const ME: Me = {
  id: 1,
  username: "ana",
  email: "",
  is_superuser: false,
  is_staff: false,
  admin_url: null,
  memberships: [],
  cities: [
    {
      ...{ id: 1, name: "Aurora", time_zone: "America/Sao_Paulo", role: "viewer", plan: PLAN },
      capabilities: ["watch"],
    },
    {
      ...{ id: 2, name: "Boreal", time_zone: "America/Manaus", role: "owner", plan: PLAN },
      capabilities: ["watch", "hold_footage"],
    },
  ],
};
const [AURORA] = ME.cities;

test("each city has its own rights", () => {
  expect(mayIn(ME, 1, "hold_footage")).toBe(false);
  expect(mayIn(ME, 2, "hold_footage")).toBe(true);
  expect(mayIn(ME, 3, "watch")).toBe(false);
  expect(mayIn(undefined, 2, "hold_footage")).toBe(false);
});

test("what belongs to no city is for superusers", () => {
  expect(mayIn(ME, null, "watch")).toBe(false);
  expect(mayIn({ ...ME, is_superuser: true }, null, "watch")).toBe(true);
});

test("a right in some city", () => {
  expect(mayAnywhere(ME, "hold_footage")).toBe(true);
  expect(mayAnywhere(ME, "read_accounts")).toBe(false);
  expect(mayAnywhere(undefined, "watch")).toBe(false);
});

test("a city is named to those who have several", () => {
  expect(cityWords(ME, 2)).toBe("Boreal");
  expect(cityWords(ME, null)).toBe("");
  expect(cityWords({ ...ME, cities: AURORA ? [AURORA] : [] }, 1)).toBe("");
  expect(cityWords(undefined, 1)).toBe("");
});

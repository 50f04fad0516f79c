import type { Words } from "../pt";
import { counted } from "../plural";

export const common: Words["common"] = {
  language: "en",
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  undo: "Undo",
  retry: "Try again",
  more: "Show more",
  loading: "Loading…",
  cameras: "Cameras",
  clips: "Clips",
  alerts: "Alerts",
  administration: "Administration",
  notHere: "There is nothing here, or nothing that you may see.",
  toCameras: "Go to the cameras",
  offline: "The server does not answer. Trying again…",
  unexpected: "Something went wrong on this screen. Your data is safe.",
  partFailed: "This part did not load. Check the network; if the system was just updated, reload.",
  reload: "Reload",
  days: (count: number) => counted("en", count, "day", "days"),
};

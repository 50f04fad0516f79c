export { Calendar } from "./Calendar";
export { createDayStore } from "./dayStore";
export { DayBar } from "./DayBar";
export { GoToTime } from "./GoToTime";
export { Timeline } from "./Timeline";
export { createView } from "./view";

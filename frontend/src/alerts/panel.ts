import { createStore } from "../app/store";

/** Whether the panel is open: the bell and the strip open the same. */
export const isPanelOpen = createStore(false);

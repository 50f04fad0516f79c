import { alerts } from "./alerts";
import { clips } from "./clips";
import { common } from "./common";
import { grid } from "./grid";
import { player } from "./player";
import { session } from "./session";
import { timeline } from "./timeline";
import { wall } from "./wall";
import { watch } from "./watch";

export const pt = { alerts, clips, common, grid, player, session, timeline, wall, watch };

export type Words = typeof pt;

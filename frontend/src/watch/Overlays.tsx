import { useStore } from "../app/useStore";
import { Calendar, GoToTime } from "../timeline";
import { Help } from "./Help";
import { useRoom } from "./room";

/** What lies over the dialog, when it is asked for. */
export function Overlays() {
  const { overlay } = useRoom();
  const shown = useStore(overlay);
  const close = () => overlay.set(null);
  switch (shown) {
    case "help":
      return <Help onClose={close} />;
    case "calendar":
      return <Calendar onClose={close} />;
    case "goTo":
      return <GoToTime onClose={close} />;
    case null:
      return null;
  }
}

import { useCallback, useEffect, useRef, useState } from "react";

import type { WallAddress } from "../app/address";
import { useStore } from "../app/useStore";
import { Dialog } from "../ui/Dialog";
import { useCamera } from "../watch/useCamera";
import { useWords } from "../words";
import { GoToMoment } from "./GoToMoment";
import { listenForWallKeys } from "./keys";
import { openWallRoom } from "./openWallRoom";
import { WallContext, type WallRoom } from "./room";
import { WallClock } from "./WallClock";
import { WallControls } from "./WallControls";
import styles from "./WallDialog.module.css";
import { WallTiles } from "./WallTiles";
import { WallTimeline } from "./WallTimeline";

interface WallDialogProps {
  address: WallAddress;
  onClose: () => void;
}

/** 2 to 9 cameras on one clock. */
export function WallDialog({ address, onClose }: WallDialogProps) {
  const words = useWords().wall;
  const { room, ref } = useRoom(address, onClose);
  return (
    <Dialog
      size="full"
      title={words.title(address.cameras.length)}
      head={room && <WallHead room={room} />}
      closesByEsc={false}
      onClose={onClose}
    >
      <div ref={ref} className={styles["wall"]}>
        {room && (
          <WallContext value={room}>
            <WallTiles />
            <WallControls />
            <WallTimeline />
            <Overlay room={room} />
          </WallContext>
        )}
      </div>
    </Dialog>
  );
}

function WallHead({ room }: { room: WallRoom }) {
  return (
    <WallContext value={room}>
      <MainName room={room} />
      <WallClock />
    </WallContext>
  );
}

function MainName({ room }: { room: WallRoom }) {
  const main = useStore(room.main);
  return <span className={styles["main"]}>{useCamera(main).data?.name}</span>;
}

function Overlay({ room }: { room: WallRoom }) {
  return useStore(room.isTyping) ? <GoToMoment onClose={() => room.isTyping.set(false)} /> : null;
}

/** It lives as long as the element in which the tiles stand. */
function useRoom(address: WallAddress, onClose: () => void) {
  const [room, setRoom] = useState<WallRoom | null>(null);
  const shown = useRef(address);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  const ref = useCallback((element: HTMLDivElement) => {
    const opened = openWallRoom(shown.current, () => close.current());
    const dialog = element.closest("dialog");
    const deaf = dialog && listenForWallKeys(dialog, opened.room);
    setRoom(opened.room);
    return () => {
      shown.current = opened.address();
      deaf?.();
      opened.end();
    };
  }, []);
  return { room, ref };
}

import { useCallback, useEffect, useRef, useState } from "react";

import { ApiFailure } from "../api/answer";
import type { Camera } from "../api/types";
import type { CameraAddress } from "../app/address";
import { createStore } from "../app/store";
import { useStore } from "../app/useStore";
import { useCan, useMe } from "../session/session";
import { zoneOf } from "../session/zone";
import { Dialog } from "../ui/Dialog";
import { useWords } from "../words";
import { COMMANDS } from "./commands";
import { Head } from "./Head";
import { KEYS, type Command } from "./keys";
import { listenForKeys } from "./keyListener";
import { followAddress, openRoom } from "./openRoom";
import { Opening } from "./Opening";
import { RoomContext, type Room, type RoomInUse } from "./room";
import { RoomLayout } from "./RoomLayout";
import { useCamera } from "./useCamera";
import { WatchContext } from "./watch";

interface WatchDialogProps {
  address: CameraAddress;
  onClose: () => void;
}

export function WatchDialog({ address, onClose }: WatchDialogProps) {
  const words = useWords().watch;
  const { data: camera, error, refetch } = useCamera(address.camera);
  if (camera) return <CameraDialog address={address} camera={camera} onClose={onClose} />;
  const isMissing = error instanceof ApiFailure && error.error.status === 404;
  return (
    <Dialog size="full" title={isMissing ? words.notFound : words.opening} onClose={onClose}>
      <Opening
        fault={error && (isMissing ? "missing" : "network")}
        onAgain={() => void refetch()}
        onClose={onClose}
      />
    </Dialog>
  );
}

function CameraDialog({ address, camera, onClose }: WatchDialogProps & { camera: Camera }) {
  const me = useMe();
  const city = me?.cities.find(({ id }) => id === camera.city);
  const { stageRef, room } = useRoomOf(address, zoneOf(me, camera.city), onClose);
  const inUse = useInUse(room, camera);
  useKeys(inUse);
  return (
    <WatchContext value={inUse?.watch ?? null}>
      <RoomContext value={inUse}>
        <Dialog
          size="full"
          title={camera.name}
          head={inUse && <Head city={city?.name ?? ""} />}
          closesByEsc={!inUse}
          onClose={onClose}
        >
          <RoomLayout stageRef={stageRef} camera={camera.name} isReady={inUse !== null} />
        </Dialog>
      </RoomContext>
    </WatchContext>
  );
}

/** The room lives as long as the element in which the pictures are put. */
function useRoomOf(address: CameraAddress, zone: string, onClose: () => void) {
  const [opened] = useState(() => createStore<Room | null>(null));
  const room = useStore(opened);
  const shown = useRef(address);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  const stageRef = useCallback(
    (stage: HTMLDivElement) => {
      stage.setAttribute("autofocus", ""); // React writes it for fields alone
      const made = openRoom({
        ...{ stage, zone, address: shown.current, close: () => close.current() },
      });
      opened.set(made.room);
      return () => {
        shown.current = made.room.link(); // a room that is made anew shows the same
        opened.set(null);
        made.end();
      };
    },
    [opened, zone],
  );
  const first = useRef(address);
  useEffect(() => {
    if (first.current === address) return;
    first.current = address;
    const made = opened.get();
    if (made) followAddress(made, address);
  }, [address, opened]);
  return { stageRef, room };
}

function useInUse(room: Room | null, camera: Camera): RoomInUse | null {
  const can = useCan(camera.city);
  if (!room) return null;
  const run = (command: Command) => {
    const needed = KEYS.find((row) => row.command === command)?.needs;
    if (!needed || can(needed)) COMMANDS[command](inUse);
  };
  const inUse: RoomInUse = { ...room, watch: { ...room.footage, camera, can }, run };
  return inUse;
}

function useKeys(room: RoomInUse | null): void {
  const latest = useRef(room);
  useEffect(() => {
    latest.current = room;
  });
  const stage = room?.stage;
  useEffect(() => {
    const dialog = stage?.closest("dialog");
    if (!dialog) return;
    return listenForKeys(dialog, (command) => latest.current?.run(command));
  }, [stage]);
}

import { Download, RotateCcw } from "lucide-react";
import { useContext, useEffect, useState } from "react";

import { api, call, isSignedOut } from "../api/client";
import type { Clip } from "../api/types";
import { useStore } from "../app/useStore";
import { Button } from "../ui/Button";
import { WatchContext } from "../watch/watch";
import { useWords } from "../words";
import { downloadPath } from "./clipFiles";
import { FileLink } from "./FileLink";
import { Overlay } from "./Overlay";
import styles from "./PlayDialog.module.css";
import { playFault, type PlayFault } from "./playFault";

/** The clip's own file in the browser's own player. */
export function PlayDialog({ clip, onClose }: { clip: Clip; onClose: () => void }) {
  const player = useContext(WatchContext)?.player;
  useEffect(() => player?.pause(), [player]); // one sound at a time
  const [fault, setFault] = useState<PlayFault | null>(null);
  const isOut = useStore(isSignedOut);
  // The sign-in comes up by itself; after it the clip is played.
  const shown = fault === "signedOut" && !isOut ? null : fault;
  const look = async (code: number | undefined) => {
    const path = { clip_id: clip.id };
    setFault(playFault(await call(api.GET("/api/clips/{clip_id}/", { params: { path } })), code));
  };
  return (
    <Overlay title={clip.name} size="wide" onClose={onClose}>
      <div className={styles["stage"]}>
        {shown ? (
          <Refused clip={clip} fault={shown} onAgain={() => setFault(null)} />
        ) : (
          <video
            src={downloadPath(clip.id, "played")}
            poster={downloadPath(clip.id, "picture")}
            aria-label={clip.name}
            controls
            autoPlay
            playsInline
            onError={({ currentTarget }) => void look(currentTarget.error?.code)}
          />
        )}
      </div>
    </Overlay>
  );
}

interface RefusedProps {
  clip: Clip;
  fault: PlayFault;
  onAgain: () => void;
}

function Refused({ clip, fault, onAgain }: RefusedProps) {
  const { clips: words, session, common } = useWords();
  if (fault === "signedOut") return null;
  const text = { gone: words.gone, unanswered: session.network, notPlayed: words.notPlayed };
  return (
    <div className={styles["refused"]} role="alert">
      <p>{text[fault]}</p>
      {fault === "unanswered" && (
        <Button icon={RotateCcw} onClick={onAgain}>
          {common.retry}
        </Button>
      )}
      {fault === "notPlayed" && (
        <FileLink clipId={clip.id} file="file" icon={Download} look="primary">
          {words.download}
        </FileLink>
      )}
    </div>
  );
}

import {
  ChevronDown,
  ChevronUp,
  Download,
  History,
  RotateCcw,
  Share2,
  Trash2,
  X,
} from "lucide-react";
import { useId, useState } from "react";

import { later } from "../app/later";
import type { Clip } from "../api/types";
import { Button, IconButton } from "../ui/Button";
import { useWords } from "../words";
import { cancelClip, removeClip, restoreClip, retryClip } from "./clipActions";
import styles from "./ClipCard.module.css";
import { ClipDetails } from "./ClipDetails";
import { ClipFacts } from "./ClipFacts";
import { ClipName } from "./ClipName";
import { ClipPicture } from "./ClipPicture";
import { ClipState } from "./ClipState";
import { isWork } from "./clipStatus";
import { FileLink } from "./FileLink";
import { useClipRights, type ClipRights } from "./useClipRights";

const PlayDialog = later(async () => (await import("./PlayDialog")).PlayDialog);
const ShareDialog = later(async () => (await import("./ShareDialog")).ShareDialog);

interface ClipCardProps {
  clip: Clip;
  /** Whether the camera is named: not in that camera's own dialog. */
  namesCamera: boolean;
  onShow: (clip: Clip) => void;
}

/** One clip: what it shows, what it is, and what one may do with it. */
export function ClipCard({ clip, namesCamera, onShow }: ClipCardProps) {
  const words = useWords().clips;
  const rights = useClipRights(clip);
  const [opened, setOpened] = useState<"play" | "share" | null>(null);
  const close = () => setOpened(null);
  return (
    <li className={styles["card"]} data-clip={clip.id} data-status={clip.status}>
      <ClipPicture clip={clip} onPlay={() => setOpened("play")} />
      <div className={styles["body"]}>
        <div className={styles["words"]}>
          <ClipName clip={clip} canRename={rights.canChange && clip.status !== "deleted"} />
          <ClipFacts clip={clip} zone={rights.zone} namesCamera={namesCamera} />
          <ClipState
            status={clip.status}
            label={words.progressOf(clip.name)}
            progress={clip.progress}
            error={clip.error?.message}
          />
        </div>
        {clip.status === "deleted" ? (
          rights.canManage && (
            <Button icon={RotateCcw} onClick={() => void restoreClip(clip)}>
              {words.restore}
            </Button>
          )
        ) : (
          <Actions
            clip={clip}
            rights={rights}
            onShow={() => onShow(clip)}
            onShare={() => setOpened("share")}
          />
        )}
      </div>
      {opened === "play" && <PlayDialog clip={clip} onClose={close} />}
      {opened === "share" && <ShareDialog clip={clip} zone={rights.zone} onClose={close} />}
    </li>
  );
}

interface ActionsProps {
  clip: Clip;
  rights: ClipRights;
  onShow: () => void;
  onShare: () => void;
}

function Actions({ clip, rights, onShow, onShare }: ActionsProps) {
  const words = useWords().clips;
  const [isOpen, setIsOpen] = useState(false);
  const detailsId = useId();
  const { name, status } = clip;
  const isReady = status === "ready";
  return (
    <>
      <div className={styles["actions"]}>
        {isReady && (
          <FileLink clipId={clip.id} file="file" icon={Download} label={words.downloadOf(name)}>
            {words.download}
          </FileLink>
        )}
        {rights.canChange && isWork(status) && (
          <Button icon={X} onClick={() => void cancelClip(clip)}>
            {words.cancelClip}
          </Button>
        )}
        {rights.canChange && (status === "failed" || status === "cancelled") && (
          <Button icon={RotateCcw} onClick={() => void retryClip(clip)}>
            {words.retryClip}
          </Button>
        )}
        <IconButton icon={History} label={words.openInTimelineOf(clip.name)} onClick={onShow} />
        {isReady && rights.canManage && (
          <IconButton icon={Share2} label={words.shareOf(name)} onClick={onShare} />
        )}
        {rights.canManage && (
          <IconButton
            icon={Trash2}
            label={words.removeOf(name)}
            onClick={() => void removeClip(clip)}
          />
        )}
        <IconButton
          className={styles["more"]}
          icon={isOpen ? ChevronUp : ChevronDown}
          label={words.detailsOf(name)}
          aria-expanded={isOpen}
          aria-controls={detailsId}
          onClick={() => setIsOpen(!isOpen)}
        />
      </div>
      <div id={detailsId} className={styles["details"]} hidden={!isOpen}>
        {isOpen && <ClipDetails clip={clip} zone={rights.zone} canMark={rights.canCut} />}
      </div>
    </>
  );
}

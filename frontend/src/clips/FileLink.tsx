import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

import button from "../ui/Button.module.css";
import { downloadPath, type ClipFile } from "./clipFiles";

interface FileLinkProps {
  clipId: number;
  file: ClipFile;
  icon: LucideIcon;
  /** Its name where the children do not say what it is a file of. */
  label?: string;
  look?: "plain" | "primary" | "quiet";
  children?: ReactNode;
}

/** A link that looks like a button; without children it shows its icon alone. */
export function FileLink({ clipId, file, icon: Icon, label, look, children }: FileLinkProps) {
  const looks = [button["button"], button[look ?? "plain"], !children && button["icon"]];
  return (
    <a
      href={downloadPath(clipId, file)}
      download
      aria-label={label}
      title={children ? undefined : label}
      className={looks.filter(Boolean).join(" ")}
    >
      <Icon size={18} aria-hidden />
      {children}
    </a>
  );
}

import type { LucideIcon } from "lucide-react";

import styles from "./Notice.module.css";

interface NoticeProps {
  icon: LucideIcon;
  /** Empty while there is nothing to say; a screen reader hears it when it comes. */
  children: string;
  className?: string | undefined;
}

/** What is wrong at present, over what is shown, so that nothing moves when it comes and goes. */
export function Notice({ icon: Icon, children, className }: NoticeProps) {
  return (
    <div role="status" className={className}>
      {children && (
        <p className={styles["notice"]}>
          <Icon size={18} aria-hidden />
          {children}
        </p>
      )}
    </div>
  );
}

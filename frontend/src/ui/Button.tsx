import type { LucideIcon } from "lucide-react";
import type { ButtonHTMLAttributes, Ref } from "react";

import styles from "./Button.module.css";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: "plain" | "primary" | "danger" | "quiet";
  icon?: LucideIcon;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = "plain", icon: Icon, children, className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={[styles["button"], styles[look], className].filter(Boolean).join(" ")}
      {...rest}
    >
      {Icon && <Icon size={18} aria-hidden />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonProps, "icon" | "children"> {
  icon: LucideIcon;
  /** Its name; with `keys` also in the hint that a mouse brings. */
  label: string;
  keys?: string;
}

export function IconButton({ icon: Icon, label, keys, look = "quiet", ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={keys ? `${label} (${keys})` : label}
      {...rest}
      className={[styles["button"], styles["icon"], styles[look], rest.className]
        .filter(Boolean)
        .join(" ")}
    >
      <Icon size={20} aria-hidden />
    </button>
  );
}

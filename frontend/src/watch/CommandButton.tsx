import type { LucideIcon } from "lucide-react";

import { useStore } from "../app/useStore";
import { IconButton } from "../ui/Button";
import { useWords, type Words } from "../words";
import { capsOf, KEYS, type Command } from "./keys";
import { keysPreference, useRoom } from "./room";

interface CommandButtonProps {
  command: Command;
  icon: LucideIcon;
  /** Where it is not the command's own name. */
  label?: string;
  isPressed?: boolean;
}

/** The same command as by its key, which its hint names. */
export function CommandButton({ command, icon, label, isPressed }: CommandButtonProps) {
  const { run } = useRoom();
  const words = useWords().watch;
  const keys = useKeysOf(command);
  return (
    <IconButton
      icon={icon}
      label={label ?? words.commands[command]}
      onClick={() => run(command)}
      {...(keys && { keys })}
      {...(isPressed !== undefined && { "aria-pressed": isPressed })}
    />
  );
}

/** "Shift N"; nothing while the keys are switched off. */
export function useKeysOf(command: Command): string {
  const words = useWords().watch;
  const isOn = useStore(keysPreference) === "on";
  const row = KEYS.find((one) => one.command === command);
  const caps = row && isOn ? capsOf(row)[0] : undefined;
  return (caps ?? []).map((cap) => capText(cap, words)).join(" ");
}

export function capText(cap: string, words: Words["watch"]): string {
  return Object.entries(words.caps).find(([name]) => name === cap)?.[1] ?? cap;
}

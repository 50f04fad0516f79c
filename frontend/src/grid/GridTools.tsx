import { ChevronLeft, ChevronRight, Plus, Search, X } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";

import { useStore } from "../app/useStore";
import { Button, IconButton } from "../ui/Button";
import { useWords } from "../words";
import { layout, page, typed } from "./gridView";
import { LAYOUTS, type PageShown } from "./tiles";
import styles from "./GridTools.module.css";

interface GridToolsProps {
  place: PageShown;
  total: number;
  /** Null for whoever may not. */
  onAdd: (() => void) | null;
  /** The chips of the states. */
  children: ReactNode;
}

export function GridTools({ place, total, onAdd, children }: GridToolsProps) {
  const words = useWords().grid;
  return (
    <div className={styles["bar"]}>
      <SearchBox />
      {children}
      <div className={styles["end"]}>
        <Pager place={place} total={total} />
        <LayoutChoice />
        {onAdd && (
          <Button look="primary" icon={Plus} aria-label={words.add} onClick={onAdd}>
            <span className={styles["addWords"]}>{words.add}</span>
          </Button>
        )}
      </div>
    </div>
  );
}

function SearchBox() {
  const words = useWords().grid;
  const text = useStore(typed);
  const field = useRef<HTMLInputElement>(null);
  useSlash(field);
  return (
    <div role="search" className={styles["search"]}>
      <Search size={16} aria-hidden />
      <input
        ref={field}
        type="search"
        aria-label={words.search}
        aria-keyshortcuts="/"
        placeholder={`${words.search} (/)`}
        value={text}
        onChange={(event) => typed.set(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && text) {
            event.preventDefault();
            typed.set("");
          }
        }}
      />
      {text && (
        <IconButton
          icon={X}
          label={words.clearSearch}
          onClick={() => {
            typed.set("");
            field.current?.focus();
          }}
        />
      )}
    </div>
  );
}

/** "/" leads to the search from everywhere but a text field and a dialog. */
function useSlash(field: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      const { target } = event;
      if (target instanceof HTMLElement && target.matches("input, select, textarea")) return;
      if (document.querySelector("dialog:modal")) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [field]);
}

function Pager({ place, total }: { place: PageShown; total: number }) {
  const words = useWords().grid;
  const isFirst = place.page === 0;
  const isLast = place.page === place.pages - 1;
  return (
    <div className={styles["pager"]}>
      <IconButton
        icon={ChevronLeft}
        label={words.previousPage}
        aria-disabled={isFirst}
        onClick={() => !isFirst && page.set(place.page - 1)}
      />
      <span role="status">
        {total > 0 && <span className={styles["what"]}>{words.title} </span>}
        {total > 0 ? words.range(place.from + 1, place.to, total) : words.none}
      </span>
      <IconButton
        icon={ChevronRight}
        label={words.nextPage}
        aria-disabled={isLast}
        onClick={() => !isLast && page.set(place.page + 1)}
      />
    </div>
  );
}

function LayoutChoice() {
  const words = useWords().grid;
  const chosen = useStore(layout);
  return (
    <select
      className={styles["layout"]}
      aria-label={words.layout}
      title={words.layout}
      value={chosen}
      onChange={({ target }) => {
        const found = LAYOUTS.find((each) => each === target.value);
        if (found) layout.set(found);
      }}
    >
      {LAYOUTS.map((each) => (
        <option key={each} value={each}>
          {each === "auto" ? words.layoutAuto : words.layoutOf(Number(each))}
        </option>
      ))}
    </select>
  );
}

import { useLayoutEffect, useState, type RefObject } from "react";

export interface Room {
  width: number;
  height: number;
}

/** The inner size of an element in CSS pixels; null before it is known. */
export function useRoom(element: RefObject<HTMLElement | null>): Room | null {
  const [room, setRoom] = useState<Room | null>(null);
  useLayoutEffect(() => {
    const measured = element.current;
    if (!measured) return;
    const measure = () => {
      const style = getComputedStyle(measured);
      const across = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
      const down = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
      setRoom({ width: measured.clientWidth - across, height: measured.clientHeight - down });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element]);
  return room;
}

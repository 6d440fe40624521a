import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

// The width of an element in CSS pixels, as it is and becomes; `first` until it is in the page.
export function useWidth<T extends HTMLElement>(first = 800): [RefObject<T>, number] {
  const element = useRef<T>(null);
  const [width, setWidth] = useState(first);
  useLayoutEffect(() => {
    if (element.current === null) return undefined;
    setWidth(Math.floor(element.current.clientWidth) || first);
    const observer = new ResizeObserver(([entry]) => {
      // What is hidden for a while keeps what is drawn in it.
      if (entry && entry.contentRect.width > 0) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}

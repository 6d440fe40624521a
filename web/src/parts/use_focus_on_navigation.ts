import { useEffect, useRef } from "preact/hooks";
import type { Route } from "../state/route";

// What a view is of: with another one its heading gets the focus, with another filter or time not.
function placeOf(route: Route): string {
  switch (route.view) {
    case "pair":
      return JSON.stringify([route.view, route.source, route.target]);
    case "node":
      return JSON.stringify([route.view, route.name]);
    default:
      return route.view;
  }
}

// Whoever follows a link is led to the new view's heading, as a load of a page would. The first view
// takes no focus.
export function useFocusOnNavigation(route: Route): void {
  const place = placeOf(route);
  const last = useRef(place);
  useEffect(() => {
    if (last.current === place) return;
    last.current = place;
    const heading = document.querySelector<HTMLElement>("main h1") ?? document.getElementById("main");
    if (!heading) return;
    if (heading.tabIndex < 0) heading.tabIndex = -1;
    scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }, [place]);
}

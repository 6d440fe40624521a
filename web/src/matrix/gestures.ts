// What pointers and the wheel do above the matrix. Points are CSS pixels of the element.
export interface GestureTarget {
  pan(dx: number, dy: number): void;
  // False: it can't be zoomed that way, so the page scrolls.
  zoom(factor: number, x: number, y: number): boolean;
  hover(at: { x: number; y: number } | null): void;
  click(x: number, y: number): void;
  // Whether the wheel alone zooms, as of a map: not everything can be read at once.
  zoomsByWheel(): boolean;
}

const click_px_max = 5;
const wheel_rate = 0.0022;
const lines_px = 16;

// Follows an element until the function that it returns is called.
export function followGestures(element: HTMLElement, target: GestureTarget): () => void {
  const touches = new Map<number, { x: number; y: number }>();
  let moved = 0;
  let spread = 0;
  const pointOf = (event: PointerEvent | WheelEvent) => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const middleOf = () => {
    const points = [...touches.values()];
    const sum = points.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y }), { x: 0, y: 0 });
    return { x: sum.x / points.length, y: sum.y / points.length };
  };
  const spreadOf = () => {
    const [a, b] = [...touches.values()];
    return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    if (touches.size === 0) moved = 0;
    touches.set(event.pointerId, pointOf(event));
    spread = spreadOf();
    element.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const point = pointOf(event);
    if (!touches.has(event.pointerId)) {
      if (event.pointerType !== "touch") target.hover(point);
      return;
    }
    const before = middleOf();
    touches.set(event.pointerId, point);
    const after = middleOf();
    moved += Math.hypot(after.x - before.x, after.y - before.y);
    if (moved <= click_px_max && touches.size === 1) return;
    target.hover(null);
    target.pan(after.x - before.x, after.y - before.y);
    const wider = spreadOf();
    if (spread > 0 && wider > 0) {
      moved = click_px_max + 1;
      target.zoom(wider / spread, after.x, after.y);
    }
    spread = wider;
  };
  const up = (event: PointerEvent) => {
    if (!touches.delete(event.pointerId)) return;
    spread = spreadOf();
    if (touches.size > 0 || moved > click_px_max || event.type === "pointercancel") return;
    const { x, y } = pointOf(event);
    target.click(x, y);
  };
  const leave = () => target.hover(null);
  const wheel = (event: WheelEvent) => {
    if (!event.ctrlKey && !event.metaKey && !target.zoomsByWheel()) return;
    const px = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * lines_px;
    const { x, y } = pointOf(event);
    const rate = event.ctrlKey ? wheel_rate * 4 : wheel_rate;
    if (target.zoom(Math.exp(-Math.max(-200, Math.min(200, px)) * rate), x, y)) event.preventDefault();
  };
  const handlers: [string, EventListener][] = [
    ["pointerdown", down as EventListener],
    ["pointermove", move as EventListener],
    ["pointerup", up as EventListener],
    ["pointercancel", up as EventListener],
    ["pointerleave", leave],
  ];
  for (const [name, handler] of handlers) element.addEventListener(name, handler);
  element.addEventListener("wheel", wheel, { passive: false });
  return () => {
    for (const [name, handler] of handlers) element.removeEventListener(name, handler);
    element.removeEventListener("wheel", wheel);
  };
}

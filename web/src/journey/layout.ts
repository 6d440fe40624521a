import { waypoints, type Segment, type Waypoint } from "./waypoints";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Stretch {
  readonly from: Point;
  readonly to: Point;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

// Where the parts of a journey's drawing are, in CSS pixels: the source's machine at the left, the
// target's at the right; the way there above, the way back below.
export interface JourneyLayout {
  readonly width: number;
  readonly height: number;
  readonly is_narrow: boolean; // waypoints have numbers, as their names have no room
  readonly source: Box;
  readonly target: Box;
  readonly firewalls: readonly [number, number]; // x of the source's and the target's
  readonly points: readonly Point[]; // of the ten waypoints
  readonly stretches: Readonly<Record<Segment, readonly Stretch[]>>;
}

// From left to right: the program's end, behind the firewall, the machine's edge; at the target
// the other way round.
enum Lane {
  program,
  inside,
  edge,
  target_edge,
  target_inside,
  target_program,
}

const lane_of: Record<Waypoint, Lane> = {
  sent: Lane.program,
  "left-source": Lane.edge,
  "reached-target": Lane.target_edge,
  admitted: Lane.target_inside,
  delivered: Lane.target_program,
  answered: Lane.target_program,
  "answer-left": Lane.target_edge,
  "answer-reached": Lane.edge,
  "answer-admitted": Lane.inside,
  "answer-delivered": Lane.program,
};

const way_back = waypoints.indexOf("answered");
const narrow_below = 760;
const width_min = 280;
const width_max = 960;
const label_half_width = 48; // of the longest, in CSS pixels

export function layOut(available: number): JourneyLayout {
  const width = Math.round(Math.min(Math.max(available, width_min), width_max));
  const is_narrow = width < narrow_below;
  const margin = is_narrow ? 22 : 60;
  // Between two lanes of a machine; the network takes what is left.
  const step = (width - 2 * margin) / (is_narrow ? 5.4 : 5.8);
  const xOf = (lane: Lane): number =>
    lane <= Lane.edge
      ? margin + lane * step
      : width - margin - (Lane.target_program - lane) * step;
  const top = is_narrow ? 46 : 64;
  const bottom = top + 60;
  const height = bottom + (is_narrow ? 28 : 44);
  const points = waypoints.map((name, index) => ({
    x: xOf(lane_of[name]),
    y: index < way_back ? top : bottom,
  }));
  const at = (name: Waypoint): Point => points[waypoints.indexOf(name)]!;
  const between = (from: Waypoint, to: Waypoint): Stretch => ({ from: at(from), to: at(to) });
  const first = points[0]!;
  const box = (left: number, right: number): Box => ({
    x: left,
    y: 0.5,
    width: right - left,
    height: height - 1,
  });
  return {
    width,
    height,
    is_narrow,
    source: box(0.5, xOf(Lane.edge)),
    target: box(xOf(Lane.target_edge), width - 0.5),
    firewalls: [
      (xOf(Lane.inside) + xOf(Lane.edge)) / 2,
      (xOf(Lane.target_edge) + xOf(Lane.target_inside)) / 2,
    ],
    points,
    stretches: {
      "source-host": [
        { from: { x: first.x - margin + 6, y: top }, to: first },
        { from: first, to: { x: xOf(Lane.inside), y: top } },
        between("answer-admitted", "answer-delivered"),
      ],
      "source-firewall": [{ from: { x: xOf(Lane.inside), y: top }, to: at("left-source") }],
      network: [between("left-source", "reached-target")],
      "target-firewall": [between("reached-target", "admitted")],
      "target-host": [
        between("admitted", "delivered"),
        between("delivered", "answered"),
        { from: at("answered"), to: { x: xOf(Lane.target_inside), y: bottom } },
      ],
      "return-target-firewall": [
        { from: { x: xOf(Lane.target_inside), y: bottom }, to: at("answer-left") },
      ],
      "return-network": [between("answer-left", "answer-reached")],
      "return-source-firewall": [between("answer-reached", "answer-admitted")],
    },
  };
}

// Which time of a machine's own is meant: it is passed on the way there, and again on the way back.
function partOf(segment: Segment, where: readonly Segment[], missed: number | null): number {
  const is_back = missed === null ? where.some((one) => one.startsWith("return-")) : missed > way_back;
  if (segment === "source-host") return is_back ? 2 : missed === 0 ? 0 : 1;
  if (segment === "target-host") return is_back ? 2 : missed === way_back ? 1 : 0;
  return 0;
}

// What is drawn of the segments that may stop a path, of which `missed` is the first waypoint missed.
export function stretchesOf(
  layout: JourneyLayout,
  where: readonly Segment[],
  missed: number | null,
): Stretch[] {
  return where.map((segment) => layout.stretches[segment][partOf(segment, where, missed)]!);
}

export interface Label extends Point {
  readonly words: string;
}

// What is written at stretches: at each group of those that touch.
export function labelsOf(layout: JourneyLayout, stretches: readonly Stretch[]): Label[] {
  const groups: Stretch[][] = [];
  for (const stretch of stretches) {
    const last = groups[groups.length - 1]?.at(-1);
    if (last && last.to.x === stretch.from.x && last.to.y === stretch.from.y)
      groups[groups.length - 1]!.push(stretch);
    else groups.push([stretch]);
  }
  return groups.map((group, index) => {
    const xs = group.flatMap(({ from, to }) => [from.x, to.x]);
    const x = (Math.min(...xs) + Math.max(...xs)) / 2;
    const y = Math.max(...group.flatMap(({ from, to }) => [from.y, to.y]));
    const alone = stretches.length > 1 ? "somewhere here" : "stopped here";
    const half = stretches.length > 1 ? label_half_width : label_half_width - 8;
    return {
      x: Math.min(Math.max(x, half), layout.width - half),
      y: y === layout.points[0]!.y ? y + 25 : y - 17,
      words: groups.length === 1 ? alone : index === 0 ? "here" : "or here",
    };
  });
}

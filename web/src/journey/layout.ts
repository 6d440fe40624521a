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
  readonly is_narrow: boolean; // names of waypoints have no room
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
const narrow_below = 640;
const width_min = 280;
const width_max = 960;

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
  const bottom = top + 54;
  const height = bottom + (is_narrow ? 28 : 44);
  const points = waypoints.map((name, at) => ({
    x: xOf(lane_of[name]),
    y: at < way_back ? top : bottom,
  }));
  const between = (from: Waypoint, to: Waypoint): Stretch => ({
    from: points[waypoints.indexOf(from)]!,
    to: points[waypoints.indexOf(to)]!,
  });
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
        { from: { x: first.x - margin + 6, y: first.y }, to: first },
        between("answer-admitted", "answer-delivered"),
      ],
      "source-firewall": [between("sent", "left-source")],
      network: [between("left-source", "reached-target")],
      "target-firewall": [between("reached-target", "admitted")],
      "target-host": [between("admitted", "delivered"), between("delivered", "answered")],
      "return-target-firewall": [between("answered", "answer-left")],
      "return-network": [between("answer-left", "answer-reached")],
      "return-source-firewall": [between("answer-reached", "answer-admitted")],
    },
  };
}

// What is drawn of the segments that may stop a path. The source's and the target's own machine are
// passed twice: what lies behind the first waypoint missed can't be it.
export function stretchesOf(
  layout: JourneyLayout,
  where: readonly Segment[],
  missed: number | null,
): Stretch[] {
  return where.flatMap((segment) => {
    const all = layout.stretches[segment];
    if (all.length < 2 || missed === null) return [...all];
    const later = segment === "source-host" ? missed > 0 : missed > waypoints.indexOf("delivered");
    return [all[later ? 1 : 0]!];
  });
}

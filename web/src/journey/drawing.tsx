import { useId } from "preact/hooks";
import type { Mark } from "../data/marks";
import { classOfMark } from "../parts/words";
import { useWidth } from "../parts/use_width";
import { labelsOf, layOut, stretchesOf, type JourneyLayout, type Stretch } from "./layout";
import { firstMissed, totalAt, waypoints, type Counts, type Segment } from "./waypoints";
import { journeyWords, waypointWords, type Ends } from "./words";

const way_back = waypoints.indexOf("answered");

function kindOf(counts: Counts, at: number): "unseen" | "missed" | "partly" | "passed" {
  const count = counts[at] ?? null;
  if (count === null) return "unseen";
  if (count === 0) return "missed";
  return count < totalAt(counts, at) ? "partly" : "passed";
}

interface MarkedProps {
  readonly layout: JourneyLayout;
  readonly stretches: readonly Stretch[];
  readonly mark: Mark;
}

function Marked({ layout, stretches, mark }: MarkedProps) {
  return (
    <g class={`stop mark-${classOfMark(mark)}`}>
      {stretches.map(({ from, to }, at) => (
        <rect
          key={at}
          class="stop-band"
          x={Math.min(from.x, to.x) - (from.x === to.x ? 10 : 0)}
          y={Math.min(from.y, to.y) - (from.x === to.x ? 0 : 10)}
          width={from.x === to.x ? 20 : Math.abs(to.x - from.x)}
          height={from.x === to.x ? Math.abs(to.y - from.y) : 20}
        />
      ))}
      {labelsOf(layout, stretches).map(({ x, y, words }, at) => (
        <text key={at} class="stop-words" x={x} y={y}>
          {words}
        </text>
      ))}
    </g>
  );
}

// "3/3", "?"; "": behind the first one that none passed there is nothing to count.
function countText(counts: Counts, at: number): string {
  const missed = firstMissed(counts);
  const count = counts[at] ?? null;
  if (missed !== null && at > missed && count === 0) return "";
  return count === null ? "?" : `${count}/${totalAt(counts, at)}`;
}

interface WaypointsProps {
  readonly layout: JourneyLayout;
  readonly counts: Counts;
  readonly ends: Ends;
}

function Waypoints({ layout, counts, ends }: WaypointsProps) {
  const missed = firstMissed(counts);
  return (
    <g>
      {waypoints.map((name, at) => {
        const { x, y } = layout.points[at]!;
        const kind = kindOf(counts, at);
        const count = counts[at] ?? null;
        const up = at < way_back;
        const is_first_missed = at === missed;
        return (
          <g key={name} class={`waypoint ${kind}${is_first_missed ? " first-missed" : ""}`}>
            <title>{`${waypointWords(name, ends)}: ${count === null ? "unseen" : `${count} of ${totalAt(counts, at)}`}`}</title>
            <circle cx={x} cy={y} r={layout.is_narrow ? 9 : is_first_missed ? 8 : 5.5} />
            {layout.is_narrow ? (
              <text class="order" x={x} y={y + 4}>{at + 1}</text>
            ) : is_first_missed ? (
              <path class="cross" d={`M${x - 3.5} ${y - 3.5}l7 7m0 -7l-7 7`} />
            ) : null}
            <text class="count" x={x} y={up ? y - 13 : y + 22}>{countText(counts, at)}</text>
            {layout.is_narrow ? null : (
              <text class="name" x={x} y={up ? y - 27 : y + 36}>{waypointWords(name, ends)}</text>
            )}
          </g>
        );
      })}
    </g>
  );
}

// As far as the last waypoint that is known to be passed, and on from there.
function Way({ layout, counts }: { layout: JourneyLayout; counts: Counts }) {
  const missed = firstMissed(counts);
  const seen = counts.map((count, at) => (count !== null && count > 0 ? at : -1));
  const last = missed === null ? Math.max(...seen) : Math.max(-1, ...seen.slice(0, missed));
  return (
    <g>
      {waypoints.slice(1).map((name, before) => {
        const from = layout.points[before]!;
        const to = layout.points[before + 1]!;
        return (
          <line
            key={name}
            class={before < last ? "way gone" : "way"}
            x1={from.x}
            y1={from.y}
            x2={to.x}
            y2={to.y}
          />
        );
      })}
    </g>
  );
}

// What the numbers of a narrow drawing stand for.
function WaypointList({ counts, ends }: { counts: Counts; ends: Ends }) {
  const missed = firstMissed(counts);
  return (
    <ol class="journey-list">
      {waypoints.map((name, at) => (
        <li key={name} class={at === missed ? "first-missed" : kindOf(counts, at)}>
          {waypointWords(name, ends)} <span class="number">{countText(counts, at)}</span>
        </li>
      ))}
    </ol>
  );
}

interface JourneyProps {
  readonly counts: Counts;
  readonly where: readonly Segment[];
  readonly mark: Mark;
  readonly ends: Ends;
}

// A path's ten waypoints, there and back, and where it is stopped. The words below it say the same. Of
// what nobody saw, and that stopped nowhere, there are words alone.
export function Journey(props: JourneyProps) {
  const { counts, where, ends } = props;
  if (where.length === 0 && counts.every((count) => count === null))
    return <p class="soft">{journeyWords(counts, where, ends)}</p>;
  return <Drawing {...props} />;
}

function Drawing({ counts, where, mark, ends }: JourneyProps) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const words = useId();
  const layout = layOut(width);
  const { source, target, firewalls, height } = layout;
  return (
    <figure class="journey">
      <div ref={frame}>
        <div class="journey-ends" aria-hidden="true" style={{ maxWidth: `${layout.width}px` }}>
          <span dir="auto">{ends.source}</span>
          <span dir="auto">{ends.target}</span>
        </div>
        <svg
          role="img"
          aria-label={`The journey from ${ends.source} to ${ends.target}`}
          aria-describedby={words}
          width={layout.width}
          height={height}
          viewBox={`0 0 ${layout.width} ${height}`}
        >
          {[source, target].map((box, at) => (
            <rect key={at} class="machine" {...box} rx={8} />
          ))}
          {firewalls.map((x, at) => (
            <g key={at}>
              <line class="firewall" x1={x} x2={x} y1={20} y2={height - 6} />
              <text class="place" x={x} y={14}>
                firewall
              </text>
            </g>
          ))}
          <text class="place" x={layout.width / 2} y={14}>
            network
          </text>
          <Marked
            layout={layout}
            stretches={stretchesOf(layout, where, firstMissed(counts))}
            mark={mark}
          />
          <Way layout={layout} counts={counts} />
          <Waypoints layout={layout} counts={counts} ends={ends} />
        </svg>
      </div>
      {layout.is_narrow ? <WaypointList counts={counts} ends={ends} /> : null}
      <figcaption id={words}>{journeyWords(counts, where, ends)}</figcaption>
    </figure>
  );
}

import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import type { TimePoint } from "../data/api_types";
import { followColours } from "../parts/colours";
import { useWidth } from "../parts/use_width";
import { plotLoss, plotRoundTrips } from "./plot";
import { roundTripText } from "../parts/words";
import { absoluteText, parseTime } from "../parts/time_text";
import { columnsOf, timesWords, type Columns } from "./series";

type PlotFunction = typeof plotRoundTrips;

function Plot({ plot, columns, width }: { plot: PlotFunction; columns: Columns; width: number }) {
  const into = useRef<HTMLDivElement>(null);
  const drawn = useRef<ReturnType<PlotFunction> | null>(null);
  const has_room = width > 0;
  useEffect(() => {
    if (into.current === null || !has_room) return undefined;
    drawn.current = plot(into.current, columns, width);
    return () => drawn.current?.destroy();
  }, [plot, columns, has_room]);
  useEffect(() => {
    const { current } = drawn;
    if (current && has_room && current.width !== width) current.setSize({ width, height: current.height });
  }, [width]);
  useEffect(() => followColours(() => drawn.current?.redraw(false)), []);
  return <div class="plot" ref={into} />;
}

const rows_max = 500;

function TimesTable({ points }: { points: readonly TimePoint[] }) {
  return (
    <table class="times-table">
      <thead>
        <tr>
          <th scope="col">time</th>
          <th scope="col">median</th>
          <th scope="col">least</th>
          <th scope="col">largest</th>
          <th scope="col">lost</th>
        </tr>
      </thead>
      <tbody>
        {points.slice(-rows_max).reverse().map((point) => (
          <tr key={point.at}>
            <th scope="row">{absoluteText(parseTime(point.at) ?? 0)}</th>
            {[point.median_us, point.min_us, point.max_us].map((us, at) => (
              <td key={at}>{us === undefined ? "–" : roundTripText(us)}</td>
            ))}
            <td>{point.sent ? `${point.lost ?? 0} of ${point.sent}` : "–"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

// Round trips and losses over time, drawn, in a sentence, and as a table.
export function TimesChart({ points, title }: { points: readonly TimePoint[]; title: string }) {
  const [frame, width] = useWidth<HTMLElement>(0);
  const words = useId();
  const columns = useMemo(() => columnsOf(points), [points]);
  if (points.length === 0) return <p class="soft">Nothing was timed in this span.</p>;
  const any_time = columns.median_ms.some((time) => time !== null);
  const any_loss = columns.loss_percent.some((percent) => percent !== null && percent > 0);
  return (
    <figure class="times-chart" ref={frame}>
      <div role="img" aria-label={title} aria-describedby={words}>
        {any_time ? <Plot plot={plotRoundTrips} columns={columns} width={width} /> : null}
        {any_loss ? (
          <>
            <div class="plot-title">lost</div>
            <Plot plot={plotLoss} columns={columns} width={width} />
          </>
        ) : null}
      </div>
      <figcaption id={words}>{timesWords(points)}.</figcaption>
      <details>
        <summary>The same as a table</summary>
        <div class="scrolls" tabIndex={0} role="region" aria-label={`${title}, as a table`}>
          <TimesTable points={points} />
        </div>
      </details>
    </figure>
  );
}

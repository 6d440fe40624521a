import { useMemo } from "preact/hooks";
import type { HistorySource } from "../data/source";
import { rfc3339Of } from "../parts/rfc3339";
import { Loading } from "../parts/loading";
import { Problem } from "../parts/problem";
import { SpanChoice, useSpan } from "../parts/span_choice";
import { parseTime } from "../parts/time_text";
import { useLoaded } from "../parts/use_loaded";
import { useApp } from "../state/context";
import { hrefOf } from "../state/route";
import { AtThatTime } from "./time/at_that_time";
import { Changes } from "./time/changes";
import { indexAt, runsOf, type Run } from "./time/runs";
import { Timeline } from "./time/timeline";
import { Trends } from "./time/trends";

const runs_max = 500;

// Another state of this view takes the place of the last one: a slider leaves no trail behind.
function go(href: string): void {
  location.replace(href);
}

function Over({ history }: { history: HistorySource }) {
  const app = useApp();
  const { at, filter } = app.route.value;
  const latest = app.snapshot.value.value?.matrix.run.id;
  const loaded = useLoaded("runs", at === null ? `${latest}` : "past", (signal) =>
    history.runs({ limit: runs_max }, signal),
  );
  const runs = useMemo(() => runsOf(loaded.value?.runs ?? []), [loaded.value]);
  const last = runs.length - 1;
  const time = parseTime(at);
  const shown = time === null ? last : Math.max(0, indexAt(runs, time));
  const from_time = parseTime(filter.get("from"));
  const compared = from_time === null ? Math.max(0, shown - 1) : Math.max(0, indexAt(runs, from_time));
  const [from, to] = [runs[compared], runs[shown]];
  const diff = useLoaded("diff", from && to && from !== to ? `${from.id} ${to.id}` : null, (signal) =>
    history.diff(from!.id, to!.id, signal),
  );
  const span = useSpan((to?.at ?? 0) / 1000);
  const times = useLoaded("times", to ? `${span.from} ${span.to}` : null, (signal) =>
    history.times({ since: rfc3339Of(span.from), until: rfc3339Of(span.to) }, signal),
  );
  const address = (change: { at?: Run; from?: Run; span?: string }): string =>
    hrefOf.time({
      at: change.at ? (change.at === runs[last] ? null : change.at.started) : at,
      from: change.from ? change.from.started : filter.get("from"),
      span: change.span ?? filter.get("span"),
    });
  if (loaded.error) return <Problem error={loaded.error} />;
  if (!to || !from) return loaded.loading ? <Loading /> : <p class="soft">The history has no run yet.</p>;
  return (
    <>
      <section class="card" aria-label="Runs">
        <Timeline
          runs={runs}
          shown={shown}
          compared={compared}
          show={(run) => go(address({ at: run }))}
          compare={(run) => go(address({ from: run }))}
        />
      </section>
      <section class="card" aria-label="What changed">
        <h2>What changed</h2>
        {from === to ? <p class="soft">A run is not compared with itself.</p> : null}
        {!diff.value && diff.loading ? <Loading /> : null}
        {diff.value && from !== to ? <Changes diff={diff.value} at={at} /> : null}
        {diff.error ? <p class="soft">{diff.error.message}</p> : null}
      </section>
      <AtThatTime diff={from === to ? null : diff.value} />
      <section class="card" aria-label="Round trips and losses">
        <div class="over-time-head">
          <h2>Round trips and losses</h2>
          <SpanChoice hrefOf={(id) => address({ span: id })} />
        </div>
        {!times.value && times.loading ? <Loading /> : null}
        {times.value ? <Trends answer={times.value} /> : null}
        {times.error ? <p class="soft">{times.error.message}</p> : null}
      </section>
    </>
  );
}

// How it was over time: at any run of the history, and between two of them.
export function TimeView() {
  const { history } = useApp().source;
  return (
    <div class="time">
      <header class="view-head">
        <h1 tabIndex={-1}>Over time</h1>
      </header>
      {history ? <Over history={history} /> : <p>This page is of one run. A server (oakprobe serve) shows the others, too.</p>}
    </div>
  );
}

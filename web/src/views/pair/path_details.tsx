import type { Path, PathAnswer } from "../../data/api_types";
import { TimesChart } from "../../charts/times_chart";
import { evidenceOf } from "../../evidence/words";
import { Journey } from "../../journey/drawing";
import { endsOf } from "../../journey/ends";
import { countsOf, isSegment } from "../../journey/waypoints";
import { LifeBand } from "../../life/life_band";
import { spansOfPath } from "../../life/spans";
import { Fix } from "../../parts/fix";
import { SpanChoice, useSpan, type TimeSpan } from "../../parts/span_choice";
import { rfc3339Of } from "../../parts/rfc3339";
import { parseTime } from "../../parts/time_text";
import { useLoaded } from "../../parts/use_loaded";
import { roundTripText } from "../../parts/words";
import { useApp } from "../../state/context";
import { hrefOf } from "../../state/route";
import type { KnownPath } from "./directions";

function runIdOf({ run }: PathAnswer): string | undefined {
  return typeof run === "string" ? run : run?.id;
}

function Evidence({ path }: { path: Path }) {
  const lines = evidenceOf(path);
  const rtt = path.rtt_us;
  return (
    <dl class="evidence">
      {lines.map(({ name, words, code }, at) => (
        <div key={at}>
          <dt>{name}</dt>
          <dd>
            {code ? <code>{code}</code> : null} {words}
          </dd>
        </div>
      ))}
      {rtt ? (
        <div>
          <dt>round trip</dt>
          <dd class="number">
            {roundTripText(rtt.median)}, from {roundTripText(rtt.min)} to {roundTripText(rtt.max)}
          </dd>
        </div>
      ) : null}
    </dl>
  );
}

function OverTime({ answer, span, title }: { answer: PathAnswer; span: TimeSpan; title: string }) {
  const { at } = useApp().route.value;
  const { source, target, flow } = answer;
  const share = answer.as_expected;
  return (
    <div class="over-time">
      <div class="over-time-head">
        <h4>
          Over time
          {share === undefined ? null : (
            <span class="soft"> as expected {Number((100 * share).toFixed(1))} % of what is known</span>
          )}
        </h4>
        <SpanChoice of={title} hrefOf={(id) => hrefOf.pair(source, target, { flow, at, span: id })} />
      </div>
      <LifeBand
        title={`${title}: its state over time`}
        spans={spansOfPath(answer.intervals)}
        from={span.from}
        to={span.to}
      />
      <h4>
        Round trips and losses
        {answer.of === "clusters" ? <span class="soft"> of all paths between the two clusters</span> : null}
      </h4>
      <TimesChart points={answer.round_trips ?? []} title={`${title}: round trips and losses`} />
    </div>
  );
}

// What is known of a path. Where the report has it no longer, or is of another run: what the matrix
// says of it.
export function PathDetails({ path }: { path: KnownPath }) {
  const app = useApp();
  const run = app.snapshot.value.value?.matrix.run;
  const to = (parseTime(run?.finished) ?? 0) / 1000;
  const span = useSpan(to);
  const served = app.source.history !== null;
  const of = JSON.stringify([path.flow.id, path.source, path.target]);
  const { value, error, loading } = useLoaded(of, `${run?.id} ${served ? span.from : ""}`, (signal) =>
    app.source.path(
      path.flow.id,
      path.source,
      path.target,
      served ? { since: rfc3339Of(span.from), until: rfc3339Of(span.to) } : {},
      signal,
    ),
  );
  if (!value && !error) return <div class="path-details loading" aria-busy="true" />;
  // While a new run is loaded, what the last one said stays.
  const now = value && (loading || runIdOf(value) === run?.id) ? value.now : null;
  const where = now ?? path.outcome;
  const title = `${path.flow.id} from ${path.source} to ${path.target}`;
  return (
    <div class="path-details">
      <div class="path-main">
        {now ? <p class="message">{now.message}</p> : null}
        {now ? <Fix fix={now.fix} fix_commands={now.fix_commands} /> : null}
        <Journey
          counts={countsOf(now?.waypoints ?? path.outcome.waypoints)}
          where={[where.where, ...(where.where_any ?? [])].flatMap((one) =>
            one !== undefined && isSegment(one) ? [one] : [],
          )}
          mark={path.mark}
          ends={endsOf(path.source, path.target, now)}
        />
        {now ? <Evidence path={now} /> : null}
        {!now && !error ? (
          <p class="soft">No more is kept of this path in this run.</p>
        ) : null}
        {error ? <p class="soft">{error.message}</p> : null}
      </div>
      {value && served ? <OverTime answer={value} span={span} title={title} /> : null}
    </div>
  );
}

import { useId } from "preact/hooks";
import { MarkGlyph } from "../parts/mark";
import { absoluteText, durationText, shortText } from "../parts/time_text";
import { classOfMark } from "../parts/words";
import { stripesOf, ticksOf, type Span } from "./bands";

interface LifeBandProps {
  readonly title: string; // of what it is, for who does not see it
  readonly spans: readonly Span[];
  readonly from: number; // seconds since 1970
  readonly to: number;
}

const listed_max = 6;

function SpanLine({ span, to }: { span: Span; to: number }) {
  const since = shortText(span.since * 1000, to * 1000);
  const time =
    span.until === null ? `since ${since}` : `${since} to ${shortText(span.until * 1000, to * 1000)}`;
  return (
    <li>
      <MarkGlyph mark={span.mark} /> <span>{span.label}</span>{" "}
      <span class="soft">
        {time}, {durationText((span.until ?? to) - span.since)}
      </span>
    </li>
  );
}

// What something was like over time: a band, and the same in words, the latest first.
export function LifeBand({ title, spans, from, to }: LifeBandProps) {
  const words = useId();
  const stripes = stripesOf(spans, from, to);
  const lines = stripes.map(({ span }) => span).sort((a, b) => b.since - a.since);
  if (stripes.length === 0) return <p class="soft">Nothing is known of this span of time.</p>;
  return (
    <figure class="life">
      <div class="band" role="img" aria-label={title} aria-describedby={words}>
        {stripes.map(({ left, width, span, is_unknown }, at) => (
          <span
            key={at}
            class={`stripe mark-${classOfMark(span.mark)}${is_unknown ? " beside" : ""}`}
            title={`${span.label}, since ${absoluteText(span.since * 1000)}`}
            style={{ left: `min(${100 * left}%, 100% - 3px)`, width: `${100 * width}%` }}
          />
        ))}
      </div>
      <div class="band-ticks" aria-hidden="true">
        {ticksOf(from, to, 6).map(({ at, left, label }) => (
          <span key={at} style={{ left: `clamp(1.75rem, ${100 * left}%, 100% - 1.75rem)` }}>
            {label}
          </span>
        ))}
      </div>
      <figcaption id={words}>
        <ul class="spans">
          {lines.slice(0, listed_max).map((span) => (
            <SpanLine key={`${span.since} ${span.label}`} span={span} to={to} />
          ))}
        </ul>
        {lines.length > listed_max ? (
          <details>
            <summary>{lines.length - listed_max} more before</summary>
            <ul class="spans">
              {lines.slice(listed_max).map((span) => (
                <SpanLine key={`${span.since} ${span.label}`} span={span} to={to} />
              ))}
            </ul>
          </details>
        ) : null}
      </figcaption>
    </figure>
  );
}

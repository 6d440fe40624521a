import { useRef, useState } from "preact/hooks";
import { isAsExpected } from "../../data/marks";
import { MarkGlyph } from "../../parts/mark";
import { countOf, wordsOfMark } from "../../parts/words";
import type { Neighbour } from "./neighbours";

interface StripProps {
  readonly title: string; // "From w3 to"
  readonly neighbours: readonly Neighbour[];
  readonly hrefOf: (name: string) => string;
}

const cells_max = 2_000;
const named_max = 12;

const steps: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

// A row or column of the matrix as a strip of squares, a link each. One stop of the Tab key; the
// arrow keys go along.
export function Strip({ title, neighbours, hrefOf }: StripProps) {
  const list = useRef<HTMLUListElement>(null);
  const [active, setActive] = useState(0);
  const wrong = neighbours.filter(({ mark }) => !isAsExpected(mark));
  const shown = neighbours.length > cells_max ? wrong.slice(0, cells_max) : neighbours;
  const onKeyDown = (event: KeyboardEvent): void => {
    const last = shown.length - 1;
    const step = steps[event.key];
    const next =
      step !== undefined ? active + step : event.key === "Home" ? 0 : event.key === "End" ? last : -1;
    if (next < 0 || next > last) return;
    event.preventDefault();
    setActive(next);
    list.current?.querySelectorAll("a")[next]?.focus();
  };
  if (neighbours.length === 0) return <p class="soft">{title}: nothing is expected there.</p>;
  return (
    <section class="strip-part" aria-label={title}>
      <h3>
        {title} <span class="soft">{countOf(neighbours.length, "node")}</span>
      </h3>
      <ul class={`strip${neighbours.length <= 24 ? " with-names" : ""}`} ref={list} onKeyDown={onKeyDown}>
        {shown.map(({ name, mark }, at) => (
          <li key={name}>
            <a
              href={hrefOf(name)}
              tabIndex={at === Math.min(active, shown.length - 1) ? 0 : -1}
              title={`${name}: ${wordsOfMark(mark)}`}
              aria-label={`${name}: ${wordsOfMark(mark)}`}
              onFocus={() => setActive(at)}
            >
              <MarkGlyph mark={mark} />
              {neighbours.length <= 24 ? <bdi class="strip-name">{name}</bdi> : null}
            </a>
          </li>
        ))}
      </ul>
      {wrong.length > 0 && neighbours.length > 24 ? (
        <p class="strip-wrong">
          Not as expected:{" "}
          {wrong.slice(0, named_max).map(({ name, mark }, at) => (
            <span key={name}>
              {at > 0 ? ", " : ""}
              <a href={hrefOf(name)}>
                <bdi>{name}</bdi>
              </a>{" "}
              <span class="soft">{wordsOfMark(mark)}</span>
            </span>
          ))}
          {wrong.length > named_max ? `, and ${wrong.length - named_max} more` : ""}.
        </p>
      ) : null}
    </section>
  );
}

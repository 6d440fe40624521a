import { useMemo, useState } from "preact/hooks";
import { absoluteText } from "../../parts/time_text";
import { classOfMark } from "../../parts/words";
import { barsOf, indexAt, runWords, type Run } from "./runs";

interface SliderProps {
  readonly label: string;
  readonly runs: readonly Run[];
  readonly index: number;
  readonly choose: (run: Run) => void;
}

// A slider over the runs, and a field for a date. What is chosen is told when it is let go, so that
// no run on the way is loaded.
function RunSlider({ label, runs, index, choose }: SliderProps) {
  const [moving, setMoving] = useState<number | null>(null);
  const shown = Math.max(0, moving ?? index);
  const run = runs[shown];
  const words = run ? `${absoluteText(run.at)}, ${runWords(run)}` : "before all runs";
  return (
    <div class="run-slider">
      <label>
        <span class="run-slider-name">{label}</span>
        <input
          type="range"
          min={0}
          max={runs.length - 1}
          value={shown}
          aria-valuetext={words}
          onInput={(event) => setMoving(Number(event.currentTarget.value))}
          onChange={(event) => {
            const chosen = runs[Number(event.currentTarget.value)];
            setMoving(null);
            if (chosen) choose(chosen);
          }}
        />
      </label>
      <p class="run-slider-words" aria-hidden="true">
        {words}
      </p>
      <label class="run-date">
        <span class="offscreen">{label}: a date</span>
        <input
          type="datetime-local"
          value={run ? localInput(run.at) : ""}
          max={localInput(Date.now())}
          onChange={(event) => {
            const at = new Date(event.currentTarget.value).getTime();
            const chosen = Number.isFinite(at) ? runs[Math.max(0, indexAt(runs, at + 59_999))] : undefined;
            if (chosen) choose(chosen);
          }}
        />
      </label>
    </div>
  );
}

// As a field for a local date wants it: "2026-11-30T19:13".
function localInput(at: number): string {
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

interface TimelineProps {
  readonly runs: readonly Run[];
  readonly shown: number; // indices into `runs`
  readonly compared: number;
  readonly show: (run: Run) => void;
  readonly compare: (run: Run) => void;
}

// All runs as bars, as high as they had failed paths, and two sliders over them.
export function Timeline({ runs, shown, compared, show, compare }: TimelineProps) {
  const bars = useMemo(() => barsOf(runs), [runs]);
  const failed = runs.filter(({ outcome }) => outcome === "failed").length;
  return (
    <div class="timeline">
      <svg
        class="run-bars"
        role="img"
        aria-label={`${runs.length} runs from ${absoluteText(runs[0]!.at)} to ${absoluteText(runs[runs.length - 1]!.at)}; ${failed} of them failed`}
        viewBox="0 0 1 1"
        preserveAspectRatio="none"
      >
        {bars.map(({ left, width, height, mark }, at) => (
          <rect
            key={at}
            class={`run-bar mark-${classOfMark(mark)}${at === shown ? " shown" : at === compared ? " compared" : ""}`}
            x={left}
            width={width}
            y={1 - height}
            height={height}
          />
        ))}
      </svg>
      <RunSlider label="Shown" runs={runs} index={shown} choose={show} />
      <RunSlider label="Compared with" runs={runs} index={compared} choose={compare} />
    </div>
  );
}

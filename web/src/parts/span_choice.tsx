import { useApp } from "../state/context";

export interface TimeSpan {
  readonly from: number; // seconds since 1970
  readonly to: number;
}

const spans = [
  { id: "24h", words: "24 hours", seconds: 86_400 },
  { id: "7d", words: "7 days", seconds: 7 * 86_400 },
  { id: "90d", words: "90 days", seconds: 90 * 86_400 },
] as const;

// The span of time that a view tells of, up to `to`: what `span=` of the location says, else 7 days.
export function useSpan(to: number): TimeSpan {
  const id = useApp().route.value.filter.get("span");
  const { seconds } = spans.find((one) => one.id === id) ?? spans[1];
  return { from: to - seconds, to };
}

interface SpanChoiceProps {
  of?: string; // what it is for, where a page has several
  hrefOf: (span: string) => string; // the view's own address with another span
}

// Links that choose it.
export function SpanChoice({ of, hrefOf }: SpanChoiceProps) {
  const id = useApp().route.value.filter.get("span") ?? "7d";
  return (
    <nav class="span-choice" aria-label={of ? `Span of time, ${of}` : "Span of time"}>
      {spans.map((one) => (
        <a key={one.id} href={hrefOf(one.id)} aria-current={one.id === id ? "true" : undefined}>
          {one.words}
        </a>
      ))}
    </nav>
  );
}

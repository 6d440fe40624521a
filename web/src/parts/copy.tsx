import { useEffect, useState } from "preact/hooks";

// Where the page is no secure context (http to another machine) there is no clipboard API.
async function copy(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Refused by the browser's policy: the old way may be let.
    }
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "offscreen";
  area.setAttribute("readonly", "");
  document.body.append(area);
  const focused = document.activeElement;
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}

const shown_ms = 2_000;

// Copies a text, and says so for two seconds. `what` is told to screen readers: "the command". `compact`: within
// text, a picture alone until it was pressed.
export function CopyButton(props: { text: string; what: string; compact?: boolean }) {
  const { text, what, compact = false } = props;
  const [state, setState] = useState<"idle" | "copied" | "refused">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), shown_ms);
    return () => clearTimeout(timer);
  }, [state]);
  const onClick = async (event: Event) => {
    event.stopPropagation();
    setState((await copy(text)) ? "copied" : "refused");
  };
  const words = { idle: "Copy", copied: "Copied", refused: "Not allowed" }[state];
  return (
    <button
      type="button" class={`copy ${state} ${compact ? "compact" : ""}`}
      onClick={onClick} aria-label={`Copy ${what}`} title={compact ? "Copy" : undefined}
    >
      <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
        {state === "copied" ? (
          <path d="M3 8.5l3.2 3.2L13 4.8" />
        ) : (
          <path d="M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z" />
        )}
      </svg>
      <span aria-live="polite">{compact && state === "idle" ? "" : words}</span>
    </button>
  );
}

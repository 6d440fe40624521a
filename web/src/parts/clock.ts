import { signal } from "@preact/signals";

const tick_ms = 10_000;

// The time that relative times are told against: milliseconds since 1970, every ten seconds anew while
// the page is looked at.
export const now = signal(Date.now());

setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, tick_ms);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) now.value = Date.now();
});

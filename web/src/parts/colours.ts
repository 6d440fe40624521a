// Calls it whenever the page's colours have become others: light, dark, or those of paper, which are the light
// ones. What is drawn by script must be drawn then, at once. Returns what ends that.
export function followColours(listener: () => void): () => void {
  const end = new AbortController();
  const { signal } = end;
  const print = (is: boolean) => () => {
    document.documentElement.classList.toggle("printed", is);
    listener();
  };
  matchMedia("screen and (prefers-color-scheme: dark)").addEventListener("change", listener, { signal });
  addEventListener("beforeprint", print(true), { signal });
  addEventListener("afterprint", print(false), { signal });
  return () => end.abort();
}

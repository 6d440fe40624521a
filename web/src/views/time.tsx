// How it was over time.
export function TimeView() {
  return <h1>Time</h1>;
}

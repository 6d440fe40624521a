import { useApp } from "../state/context";

export function NowView() {
  const { value, error } = useApp().snapshot.value;
  if (error) return <p>{error.message}</p>;
  if (!value) return <p>Loading…</p>;
  return <h1>{value.causes.length} causes</h1>;
}

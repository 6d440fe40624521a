import { Problem } from "../../parts/problem";
import { useApp } from "../../state/context";

// Causes and matrix as they were at the time that the route names.
export function AtThatTime() {
  const { value, error, came } = useApp().snapshot.value;
  return (
    <section aria-label="At that time">
      <Problem error={error} since={came} />
      {value ? <p>{value.causes.length} causes</p> : null}
    </section>
  );
}

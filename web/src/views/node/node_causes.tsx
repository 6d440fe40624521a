import type { Cause } from "../../data/api_types";
import { Mark, markOf } from "../../data/marks";
import { Fix } from "../../parts/fix";
import { StatusBadge } from "../../parts/mark";
import { countOf } from "../../parts/words";

// The common causes that name a node: as the place, or as the one source or target.
export function causesOf(causes: readonly Cause[], name: string): Cause[] {
  return causes.filter((one) => [one.node, one.source, one.target].includes(name));
}

function markOfCause(cause: Cause): Mark {
  return markOf({ status: cause.status, cause: cause.cause });
}

export function NodeCauses({ causes }: { causes: readonly Cause[] }) {
  if (causes.length === 0) return null;
  return (
    <ul class="findings">
      {causes.map((cause) => (
        <li key={cause.id}>
          <p>
            <StatusBadge mark={markOfCause(cause)} />{" "}
            <span class="soft">{countOf(cause.paths, "path")}</span> {cause.message}
          </p>
          <Fix fix={cause.fix} fix_commands={cause.fix_commands} />
        </li>
      ))}
    </ul>
  );
}

import type { Cause } from "../../data/api_types";
import { markOf } from "../../data/marks";
import { Fix } from "../../parts/fix";
import { MarkGlyph } from "../../parts/mark";
import { When } from "../../parts/when";
import { classOfMark, countOf, numberText, wordsOfCause, wordsOfWhere } from "../../parts/words";
import { useApp } from "../../state/context";
import { hrefOf } from "../../state/route";

// "Blocked: dropped".
function titleOf(cause: Cause): string {
  const status = cause.status.charAt(0).toUpperCase() + cause.status.slice(1);
  return cause.cause ? `${status}: ${wordsOfCause(cause.cause)}` : status;
}

// The ends that the cause is said to be of: "all to w3, udp 50103".
function scopeOf(cause: Cause): string {
  const from = cause.source ?? cause.source_network;
  const to = cause.target ?? cause.target_network;
  const ends = from && to ? `${from} → ${to}` : from ? `from ${from}` : to ? `to ${to}` : "";
  return [ends, cause.port ? `${cause.protocol} ${cause.port}` : ""].filter(Boolean).join(", ");
}

// One cause: what, where, since when, and what to do. Pointing at it points out its cells; its title
// shows them alone.
export function CauseCard({ cause }: { cause: Cause }) {
  const app = useApp();
  const mark = markOf({ ...cause, cause: cause.cause });
  const chosen = app.filter.value.cause === cause.id;
  const where = wordsOfWhere(cause);
  const scope = scopeOf(cause);
  const silenced = cause.silenced ?? 0;
  const point = (is: boolean) => {
    if (is) app.pointed_cause.value = cause.id;
    else if (app.pointed_cause.value === cause.id) app.pointed_cause.value = null;
  };
  const choose = () => {
    app.pointed_cause.value = null;
    app.setFilter({ ...app.filter.value, cause: chosen ? null : cause.id });
  };
  return (
    <li
      class={`cause edge-${classOfMark(mark)} ${chosen ? "chosen" : ""}`}
      onPointerEnter={(event) => event.pointerType === "mouse" && point(true)}
      onPointerLeave={() => point(false)}
      onFocusIn={() => point(true)}
      onFocusOut={() => point(false)}
    >
      <h3>
        <button type="button" class="cause-title" aria-pressed={chosen} onClick={choose} title="Show its cells alone">
          <MarkGlyph mark={mark} />
          <span class={`text-${classOfMark(mark)}`}>{titleOf(cause)}</span>
          <span class="cause-paths number">
            {cause.of && cause.of > cause.paths
              ? `${numberText(cause.paths)} of ${countOf(cause.of, "path")}`
              : countOf(cause.paths, "path")}
          </span>
        </button>
      </h3>
      <p class="cause-facts">
        {cause.node && (
          <span>
            on <a href={hrefOf.node(cause.node, { at: app.route.value.at })}>{cause.node}</a>
          </span>
        )}{" "}
        {where && <span>{cause.where ? where : `one of ${where}`}</span>}{" "}
        {scope && <span>{scope}</span>}{" "}
        {cause.since && <span class="nowrap">since <When at={cause.since} short /></span>}{" "}
        {silenced > 0 && (
          <span class="tag">{silenced >= cause.paths ? "silenced" : `${numberText(silenced)} silenced`}</span>
        )}
      </p>
      <p class="cause-message">{cause.message}</p>
      <Fix fix={cause.fix} fix_commands={cause.fix_commands} />
    </li>
  );
}

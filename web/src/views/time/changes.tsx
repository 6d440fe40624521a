import type { DiffAnswer, DiffPath } from "../../data/api_types";
import { countOf, numberText, roundTripText } from "../../parts/words";
import { hrefOf } from "../../state/route";
import { changeListsOf, slowerOf, stateWords, type ChangeList } from "./changes_of";

const shown_max = 20;
const listed_max = 500;

function ChangedPath({ path, at }: { path: DiffPath; at: string | null }) {
  return (
    <li>
      <a href={hrefOf.pair(path.source, path.target, { flow: path.flow, at })}>
        <bdi>{path.source}</bdi> → <bdi>{path.target}</bdi>
      </a>{" "}
      <span class="soft">
        <bdi>{path.flow}</bdi>
      </span>{" "}
      {stateWords(path.before)} <span aria-hidden="true">→</span>
      <span class="offscreen"> became </span> {stateWords(path.after)}
    </li>
  );
}

function List({ list, at }: { list: ChangeList; at: string | null }) {
  const rest = list.paths.slice(shown_max, listed_max);
  const key = ({ flow, source, target }: DiffPath): string => JSON.stringify([flow, source, target]);
  return (
    <section class={list.is_worse ? "changes worse" : "changes"} aria-label={list.title}>
      <h3>
        {list.title} <span class="soft">{countOf(list.count, "path")}</span>
      </h3>
      <ul>
        {list.paths.slice(0, shown_max).map((path) => (
          <ChangedPath key={key(path)} path={path} at={at} />
        ))}
      </ul>
      {rest.length > 0 ? (
        <details>
          <summary>{`${numberText(list.count - shown_max)} more`}</summary>
          <ul>
            {rest.map((path) => (
              <ChangedPath key={key(path)} path={path} at={at} />
            ))}
          </ul>
          {list.count > listed_max ? (
            <p class="soft">Not all of them are listed here; oakprobe diff --json has them.</p>
          ) : null}
        </details>
      ) : null}
    </section>
  );
}

function Nodes({ title, names }: { title: string; names: readonly string[] | undefined }) {
  if (!Array.isArray(names) || names.length === 0) return null;
  return (
    <section class="changes" aria-label={title}>
      <h3>{title}</h3>
      <p>
        {names.slice(0, listed_max).map((name, at) => (
          <span key={name}>
            {at > 0 ? ", " : ""}
            <bdi>{name}</bdi>
          </span>
        ))}
      </p>
    </section>
  );
}

// What is different at one time from another.
export function Changes({ diff, at }: { diff: DiffAnswer; at: string | null }) {
  const lists = changeListsOf(diff);
  const slower = slowerOf(diff);
  const nodes = (diff.new_nodes?.length ?? 0) + (diff.vanished_nodes?.length ?? 0);
  if (lists.length + slower.length + nodes === 0) return <p>Nothing is different.</p>;
  return (
    <>
      {lists.map((list) => (
        <List key={list.title} list={list} at={at} />
      ))}
      {slower.length > 0 ? (
        <section class="changes worse" aria-label="Slower">
          <h3>Slower</h3>
          <ul>
            {slower.slice(0, listed_max).map((one, index) => (
              <li key={index}>
                <bdi>{one.from}</bdi> → <bdi>{one.to}</bdi>{" "}
                <span class="soft">
                  <bdi>{one.flow}</bdi>
                </span>{" "}
                {roundTripText(one.before_us)} → {roundTripText(one.after_us)}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <Nodes title="New nodes" names={diff.new_nodes} />
      <Nodes title="Vanished nodes" names={diff.vanished_nodes} />
    </>
  );
}

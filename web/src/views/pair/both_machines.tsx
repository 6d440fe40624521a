import type { Snapshot } from "../../data/source";
import { agentWords, Findings, nodeWords, Touched } from "../../parts/node_facts";
import { sentence } from "../../parts/sentence";
import { useApp } from "../../state/context";
import { hrefOf } from "../../state/route";

// What both nodes are like themselves: addresses, agents, what was bound, what is wrong on them.
export function BothMachines({ snapshot, names }: { snapshot: Snapshot; names: readonly string[] }) {
  const at = useApp().route.value.at;
  return (
    <section aria-label="Both machines">
      <h2>{names.length > 1 ? "Both machines" : "The machine"}</h2>
      <div class="machines">
        {names.map((name) => {
          const index = snapshot.matrix.index_of_node.get(name);
          const kept = snapshot.report?.nodes.find((node) => node.name === name);
          const node = kept ?? (index === undefined ? undefined : snapshot.matrix.nodes[index]);
          return (
            <section key={name} class="card" aria-label={name}>
              <h3>
                <a href={hrefOf.node(name, { at })}>
                  <bdi>{name}</bdi>
                </a>
              </h3>
              <p class="soft">{nodeWords(node ?? {})}</p>
              <p>
                {sentence(agentWords(node ?? {}))}
                {kept?.agent_error ? <> <code>{kept.agent_error}</code></> : null}
              </p>
              {kept ? <Touched touched={kept.touched} /> : null}
              {kept ? <Findings findings={kept.findings} /> : null}
            </section>
          );
        })}
      </div>
    </section>
  );
}

import { sentence } from "../parts/sentence";
import { useMemo } from "preact/hooks";
import type { ReportNode } from "../data/api_types";
import type { Snapshot } from "../data/source";
import { agentWords, Findings, nodeWords, Touched } from "../parts/node_facts";
import { Crumb } from "../parts/crumb";
import { Loading } from "../parts/loading";
import { useSpan } from "../parts/span_choice";
import { rfc3339Of } from "../parts/rfc3339";
import { parseTime } from "../parts/time_text";
import { useLoaded } from "../parts/use_loaded";
import { useApp } from "../state/context";
import { hrefOf } from "../state/route";
import { sidesOf, sidesWords } from "./node/neighbours";
import { causesOf, NodeCauses } from "./node/node_causes";
import { NodeLife } from "./node/node_life";
import { Strip } from "./node/strip";
import { isOfTunnel, isTunnel } from "./node/tunnel";

interface PartProps {
  readonly snapshot: Snapshot;
  readonly name: string;
  readonly index: number;
}

function Wrong({ snapshot, name, node }: { snapshot: Snapshot; name: string; node: ReportNode | undefined }) {
  const causes = causesOf(snapshot.causes, name);
  const findings = (node?.findings ?? []).filter((one) => !isOfTunnel(one));
  return (
    <section class="card" aria-label="What is wrong">
      <h2>What is wrong</h2>
      {causes.length + findings.length === 0 ? (
        <p class="soft">No common cause names it, and nothing was found on it.</p>
      ) : null}
      <NodeCauses causes={causes} />
      <Findings findings={findings} />
    </section>
  );
}

function Tunnel({ snapshot, index, node }: PartProps & { node: ReportNode | undefined }) {
  const { matrix } = snapshot;
  const sides = useMemo(
    () => sidesOf(matrix, index, (flow) => isTunnel(matrix.flows[flow]!)),
    [matrix, index],
  );
  const findings = (node?.findings ?? []).filter(isOfTunnel);
  if (sides.from.paths + sides.to.paths + findings.length === 0) return null;
  return (
    <section class="card" aria-label="Its tunnel">
      <h2>Its tunnel</h2>
      <p>{sentence(sidesWords(sides))}</p>
      <Findings findings={findings} />
    </section>
  );
}

function Strips({ snapshot, name, index }: PartProps) {
  const at = useApp().route.value.at;
  const sides = useMemo(() => sidesOf(snapshot.matrix, index), [snapshot.matrix, index]);
  return (
    <section class="card" aria-label="Its paths">
      <h2>Its paths</h2>
      <p>{sentence(sidesWords(sides))}</p>
      <Strip
        title="To it, from"
        neighbours={sides.to.neighbours}
        hrefOf={(peer) => hrefOf.pair(peer, name, { at })}
      />
      <Strip
        title="From it, to"
        neighbours={sides.from.neighbours}
        hrefOf={(peer) => hrefOf.pair(name, peer, { at })}
      />
    </section>
  );
}

// What a node is like: its agent, what is wrong there, its paths, and all of it over time.
export function NodeView({ name }: { name: string }) {
  const app = useApp();
  const { value: snapshot } = app.snapshot.value;
  const at = app.route.value.at;
  const run = snapshot?.matrix.run;
  const span = useSpan((parseTime(run?.finished) ?? 0) / 1000);
  const served = app.source.history !== null;
  const life = useLoaded(name, served && run ? `${run.id} ${span.from}` : null, (signal) =>
    app.source.node(name, { since: rfc3339Of(span.from), until: rfc3339Of(span.to) }, signal),
  );
  const index = snapshot?.matrix.index_of_node.get(name);
  const kept = snapshot?.report?.nodes.find((node) => node.name === name);
  const node = kept ?? (index === undefined ? undefined : snapshot?.matrix.nodes[index]);
  return (
    <div class="node">
      <header class="view-head">
        <Crumb to={hrefOf.now({ at })}>
          <bdi>{name}</bdi>
        </Crumb>
        <div>
          <h1 tabIndex={-1}>
            <bdi>{name}</bdi>
          </h1>
          {node ? <p class="soft">{nodeWords(node)}</p> : null}
          {node ? (
            <p>
              {sentence(agentWords(node))}
              {kept?.agent_error ? <> <code>{kept.agent_error}</code></> : null}
            </p>
          ) : null}
        </div>
      </header>
      {snapshot && index === undefined ? <p>This run knows no node of that name.</p> : null}
      {snapshot && index !== undefined ? (
        <>
          <Wrong snapshot={snapshot} name={name} node={kept} />
          <Tunnel snapshot={snapshot} name={name} index={index} node={kept} />
          <Strips snapshot={snapshot} name={name} index={index} />
          {kept ? (
            <section class="card" aria-label="What was done to it">
              <h2>What was done to it</h2>
              <Touched touched={kept.touched} />
            </section>
          ) : null}
        </>
      ) : null}
      {served && !life.value && life.loading ? <Loading /> : null}
      {life.value ? <NodeLife answer={life.value} span={span} hrefOf={(id) => hrefOf.node(name, { at, span: id })} /> : null}
      {life.error ? <p class="soft">{life.error.message}</p> : null}
    </div>
  );
}

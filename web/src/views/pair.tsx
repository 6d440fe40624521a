import { Crumb } from "../parts/crumb";
import { useApp } from "../state/context";
import { hrefOf } from "../state/route";
import { BothMachines } from "./pair/both_machines";
import { directionsOf, directionWords, type Direction } from "./pair/directions";
import { PathCard } from "./pair/path_card";

interface PairProps {
  readonly source: string;
  readonly target: string;
  readonly flow: string | null;
}

function DirectionPart({ direction, flow }: { direction: Direction; flow: string | null }) {
  const { source, target, paths } = direction;
  const title = `${source} to ${target}`;
  return (
    <section class="direction" aria-label={title}>
      <h2>
        <bdi>{source}</bdi> <span aria-hidden="true">→</span>
        <span class="offscreen">to</span> <bdi>{target}</bdi>
      </h2>
      <p class="soft">{directionWords(direction)}</p>
      {paths.map((path) => (
        <PathCard key={path.flow.id} path={path} is_asked_for={path.flow.id === flow} />
      ))}
    </section>
  );
}

// Both directions between two nodes, and every flow: what explain prints, to click.
export function PairView({ source, target, flow }: PairProps) {
  const app = useApp();
  const { value } = app.snapshot.value;
  const at = app.route.value.at;
  const directions = value ? directionsOf(value.matrix, source, target) : null;
  return (
    <div class="pair">
      <header class="view-head">
        <Crumb to={hrefOf.now({ at })}>
          <bdi>{source}</bdi>
          {source === target ? null : (
            <> <span aria-hidden="true">⇄</span> <bdi>{target}</bdi></>
          )}
        </Crumb>
        <h1 tabIndex={-1}>
          <a href={hrefOf.node(source, { at })}>
            <bdi>{source}</bdi>
          </a>
          {source === target ? null : (
            <>
              {" "}
              <span aria-hidden="true">⇄</span>
              <span class="offscreen">and</span>{" "}
              <a href={hrefOf.node(target, { at })}>
                <bdi>{target}</bdi>
              </a>
            </>
          )}
        </h1>
      </header>
      {value && directions === null ? (
        <p>This run knows no node of one of these names: the inventory was another one then, or the link is wrong.</p>
      ) : null}
      {directions?.map((direction) => (
        <DirectionPart
          key={`${direction.source} ${direction.target}`}
          direction={direction}
          flow={flow}
        />
      ))}
      {value && directions ? <BothMachines snapshot={value} names={source === target ? [source] : [source, target]} /> : null}
    </div>
  );
}

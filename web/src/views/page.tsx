import { Component, type ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Snapshot } from "../data/source";
import { Problem } from "../parts/problem";
import { When } from "../parts/when";
import { useApp } from "../state/context";
import { hrefOf, type Route } from "../state/route";
import { LiveStatus } from "../live/live_status";
import { useFocusOnNavigation } from "../parts/use_focus_on_navigation";
import { NodeView } from "./node";
import { NowView } from "./now/now_view";
import { PairView } from "./pair";
import { TimeView } from "./time";

// A load that is done sooner tells nothing: a word that flickers is worse than none.
const patience_ms = 1_000;

// The header, and the view that the route names.
export function Page() {
  const app = useApp();
  const { value, error, came } = app.snapshot.value;
  const route = app.route.value;
  const deployment = app.deployment.value;
  useEffect(() => {
    document.title = [titleOf(route), deployment, "Oakprobe"].filter(Boolean).join(" - ");
  }, [route, deployment]);
  useFocusOnNavigation(route);
  return (
    <>
      <a class="skip" href="#main" onClick={skipToMain}>Skip to what is told</a>
      <Header />
      <main id="main" tabIndex={-1}>
        <Problem error={error} since={value ? came : null} />
        {!value && !error && <Patience />}
        <Boundary of={route} with={value}>
          <View />
        </Boundary>
      </main>
    </>
  );
}

interface BoundaryProps {
  of: Route;
  with: Snapshot | null;
  children: ComponentChildren;
}

// A view that can't be drawn of what came says so; another one, or a new run, is tried anew.
class Boundary extends Component<BoundaryProps, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static override getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidUpdate(before: BoundaryProps) {
    const other = before.of !== this.props.of || before.with !== this.props.with;
    if (other && this.state.error) this.setState({ error: null });
  }

  override render() {
    return this.state.error ? <Problem error={this.state.error} /> : this.props.children;
  }
}

// The location's hash is the route, so the link itself must not change it.
function skipToMain(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function titleOf(route: Route): string {
  switch (route.view) {
    case "pair":
      return `${route.source} to ${route.target}`;
    case "node":
      return route.name;
    case "time":
      return "Over time";
    default:
      return "";
  }
}

function Header() {
  const app = useApp();
  const route = app.route.value;
  const snapshot = app.snapshot.value.value;
  const { at } = route;
  const tab = (view: "now" | "time", href: string, words: string) => (
    <a href={href} aria-current={route.view === view ? "page" : undefined}>{words}</a>
  );
  return (
    <header class="top">
      <p class="brand">
        <a href={hrefOf.now({ at })}>Oakprobe</a>
        {app.deployment.value && <span class="deployment" title={app.deployment.value}>{app.deployment.value}</span>}
      </p>
      <nav aria-label="Views">
        {tab("now", hrefOf.now({ at }), "Now")}
        {app.source.history && tab("time", hrefOf.time({ at }), "Time")}
      </nav>
      {snapshot && <LiveStatus />}
      {at && snapshot && (
        <p class="then">
          As of <When at={snapshot.matrix.run.finished} absolute />. <a href={hrefOf.now()}>Back to now</a>
        </p>
      )}
    </header>
  );
}

function Patience() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patience_ms);
    return () => clearTimeout(timer);
  }, []);
  return <p class="patience soft" role="status">{late ? "The data is being loaded." : ""}</p>;
}

function View() {
  const route = useApp().route.value;
  switch (route.view) {
    case "now":
      return <NowView />;
    case "pair":
      return <PairView source={route.source} target={route.target} flow={route.flow} />;
    case "node":
      return <NodeView name={route.name} />;
    case "time":
      return <TimeView />;
    case "nowhere":
      return (
        <p>
          There is no such view. <a href={hrefOf.now()}>How it stands now</a>
        </p>
      );
  }
}

import { useApp } from "../state/context";
import { NodeView } from "./node";
import { NowView } from "./now";
import { PairView } from "./pair";
import { TimeView } from "./time";

// The header, and the view that the route names.
export function Page() {
  return (
    <main id="main">
      <View />
    </main>
  );
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
      return <p>There is no such view.</p>;
  }
}

// Both directions between two nodes.
export function PairView(props: { source: string; target: string; flow: string | null }) {
  return <h1>{props.source} to {props.target}</h1>;
}

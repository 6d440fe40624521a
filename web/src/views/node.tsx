// What a node is like.
export function NodeView(props: { name: string }) {
  return <h1>{props.name}</h1>;
}

import type { Matrix } from "../data/matrix";
import { useApp } from "../state/context";
import { isFiltered, no_filter } from "../state/filter";

interface Props {
  matrix: Matrix;
  clusters: ReadonlySet<string | undefined>;
}

// What of the matrix is shown.
export function FilterBar({ matrix, clusters }: Props) {
  const app = useApp();
  const filter = app.filter.value;
  const folding = app.folding.value;
  const set = (part: Partial<typeof filter>) => app.setFilter({ ...filter, ...part });
  const valueOf = (event: Event) => (event.currentTarget as HTMLInputElement | HTMLSelectElement).value;
  return (
    <div class="filters" role="group" aria-label="What is shown">
      <input
        type="search" value={filter.text} placeholder="w3, or w1 > w3" aria-label="Names"
        onInput={(event) => set({ text: valueOf(event) })}
      />
      {matrix.flows.length > 1 && (
        <select
          value={filter.flow ?? ""} aria-label="Flow"
          onChange={(event) => set({ flow: valueOf(event) || null })}
        >
          <option value="">All flows</option>
          {matrix.flows.map((flow) => (
            <option key={flow.id} value={flow.id}>
              {flow.id}{flow.port ? ` (${flow.protocol} ${flow.port})` : ""}
            </option>
          ))}
        </select>
      )}
      {clusters.size > 1 && (
        <select
          value={filter.cluster ?? ""} aria-label="Cluster"
          onChange={(event) => set({ cluster: valueOf(event) || null })}
        >
          <option value="">All clusters</option>
          {[...clusters].map((name) => <option key={name} value={name}>{name}</option>)}
        </select>
      )}
      {isFiltered(filter) && (
        <button type="button" onClick={() => app.setFilter(no_filter)}>Show all</button>
      )}
      {clusters.size > 1 && (
        <button
          type="button" aria-pressed={folding.all}
          onClick={() => (app.folding_set.value = { all: !folding.all, except: new Set() })}
        >
          Fold clusters
        </button>
      )}
    </div>
  );
}

import type { Matrix } from "../data/matrix";
import { useApp } from "../state/context";
import { isFiltered, no_filter } from "../state/filter";

interface Props {
  matrix: Matrix;
  clusters: ReadonlySet<string | undefined>;
  zoom: { can_grow: boolean; can_shrink: boolean };
  as_table: boolean;
  setAsTable(is: boolean): void;
  zoomBy(factor: number): void;
  fit(): void;
}

const zoom_step = 1.5;

// What of the matrix is shown, and how.
export function FilterBar({ matrix, clusters, zoom, as_table, setAsTable, zoomBy, fit }: Props) {
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
      <button type="button" aria-pressed={as_table} onClick={() => setAsTable(!as_table)}>As a table</button>
      <span class="zoom" role="group" aria-label="Zoom" hidden={as_table}>
        <button type="button" aria-label="Smaller" disabled={!zoom.can_shrink} onClick={() => zoomBy(1 / zoom_step)}>−</button>
        <button type="button" aria-label="All in sight" disabled={!zoom.can_shrink} onClick={fit}>
          <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M2.5 6v-3.5h3.5M10 2.5h3.5v3.5M13.5 10v3.5h-3.5M6 13.5h-3.5v-3.5" /></svg>
        </button>
        <button type="button" aria-label="Larger" disabled={!zoom.can_grow} onClick={() => zoomBy(zoom_step)}>+</button>
      </span>
    </div>
  );
}

interface Props {
  zoom: { can_grow: boolean; can_shrink: boolean };
  as_table: boolean;
  setAsTable(is: boolean): void;
  zoomBy(factor: number): void;
  fit(): void;
}

const zoom_step = 1.5;

// How the matrix is shown: as a table, how large.
export function ViewBar({ zoom, as_table, setAsTable, zoomBy, fit }: Props) {
  return (
    <div class="view-bar">
      <button type="button" aria-pressed={as_table} onClick={() => setAsTable(!as_table)}>
        As a table
      </button>
      <span class="zoom" role="group" aria-label="Zoom" hidden={as_table}>
        <button
          type="button" aria-label="Smaller" disabled={!zoom.can_shrink}
          onClick={() => zoomBy(1 / zoom_step)}
        >
          −
        </button>
        <button type="button" aria-label="All in sight" disabled={!zoom.can_shrink} onClick={fit}>
          <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d="M2.5 6v-3.5h3.5M10 2.5h3.5v3.5M13.5 10v3.5h-3.5M6 13.5h-3.5v-3.5" />
          </svg>
        </button>
        <button
          type="button" aria-label="Larger" disabled={!zoom.can_grow}
          onClick={() => zoomBy(zoom_step)}
        >
          +
        </button>
      </span>
    </div>
  );
}

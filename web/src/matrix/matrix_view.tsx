import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Matrix } from "../data/matrix";
import { followColours } from "../parts/colours";
import { useApp } from "../state/context";
import { hrefOf } from "../state/route";
import { sentenceOfCell, tellCell } from "./cell_words";
import { cellsOfPaths, type NamedPath } from "./changed_cells";
import { MatrixControl } from "./control";
import { FilterBar } from "./filter_bar";
import { cellsOfCause, gridOf } from "./grid";
import { Legend } from "./legend";
import { isFolded } from "./lines";
import { MatrixTable } from "./matrix_table";
import type { Cell } from "./overlay_painter";
import { Tooltip } from "./tooltip";
import { ViewBar } from "./view_bar";

const height_px_min = 560;
const below_px = 72;
const scrolled_px = 150;

// What of the window the canvas may fill: all from where it begins down, so that the whole matrix is in sight
// at once; where it begins far below, the window but for what belongs to the matrix.
function heightMax(frame: Element): number {
  const begin = frame.getBoundingClientRect().top + scrollY;
  const above = begin < innerHeight / 2 ? begin + below_px : scrolled_px;
  return Math.max(height_px_min, innerHeight - above);
}

interface MatrixProps {
  matrix: Matrix;
  // Paths whose cells are pointed out as long as no cause's are.
  changed?: readonly NamedPath[] | null;
}

// Sources down, targets across; a cell shows the worst of all shown paths.
export function MatrixView({ matrix, changed = null }: MatrixProps) {
  const app = useApp();
  const filter = app.filter.value;
  const folding = app.folding.value;
  const grid = useMemo(() => gridOf(matrix, filter, folding), [matrix, filter, folding]);
  const pointed_cause = app.pointed_cause.value;
  const pointed_out = useMemo(() => {
    if (pointed_cause !== null) return cellsOfCause(matrix, grid, filter, pointed_cause);
    return changed && cellsOfPaths(matrix, grid, changed);
  }, [matrix, grid, filter, pointed_cause, changed]);
  const [hovered, setHovered] = useState<{ cell: Cell; x: number; y: number } | null>(null);
  const [focused, setFocused] = useState<Cell | null>(null);
  const [zoom, setZoom] = useState({ can_grow: true, can_shrink: false });
  const [as_table, setAsTable] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const base = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const control = useRef<MatrixControl | null>(null);
  const clusters = useMemo(() => new Set(matrix.nodes.map((n) => n.cluster).filter(Boolean)), [matrix]);

  const unfold = (names: string[]) => {
    const except = new Set(folding.except);
    for (const name of names)
      if (isFolded(folding, name) === folding.all) except.add(name);
      else except.delete(name);
    app.folding_set.value = { all: folding.all, except };
  };
  const open = (cell: Cell) => {
    const [row, column] = [grid.rows[cell.row]!, grid.columns[cell.column]!];
    if (row.folded || column.folded) {
      unfold([...new Set([row, column].filter((line) => line.folded).map((line) => line.name))]);
      return;
    }
    const told = tellCell(matrix, grid, filter, cell.row, cell.column);
    if (told?.pair)
      location.hash = hrefOf.pair(told.pair.source, told.pair.target, {
        flow: filter.flow, at: app.route.value.at,
      });
  };
  const openLine = (axis: "row" | "column", index: number) => {
    const line = (axis === "row" ? grid.rows : grid.columns)[index]!;
    if (line.folded) return unfold([line.name]);
    const { name } = matrix.nodes[line.nodes[0]!]!;
    location.hash = hrefOf.node(name, { at: app.route.value.at });
  };
  // The control lives as long as the canvas; what it calls is of the last rendering.
  const handlers = useRef({ open, openLine });
  handlers.current = { open, openLine };

  useEffect(() => {
    const one = new MatrixControl(frame.current!, base.current!, overlay.current!, {
      pointed: (cell, x, y) => setHovered(cell && { cell, x, y }),
      focused: setFocused,
      opened: (cell) => handlers.current.open(cell),
      lineOpened: (axis, index) => handlers.current.openLine(axis, index),
      zoomChanged: setZoom,
    });
    control.current = one;
    const unfollow = followColours(() => one.renderer.restyle());
    const resize = () => one.resize(frame.current!.clientWidth, heightMax(frame.current!), true);
    const observer = new ResizeObserver(resize);
    observer.observe(frame.current!);
    addEventListener("resize", resize);
    return () => {
      unfollow();
      removeEventListener("resize", resize);
      observer.disconnect();
      app.kept_view = one.keptView();
      one.close();
      control.current = null;
    };
  }, []);
  useEffect(() => {
    setHovered(null);
    const one = control.current!;
    const keep = one.setGrid(grid, pointed_out);
    one.resize(frame.current!.clientWidth, heightMax(frame.current!), keep);
    if (app.kept_view) one.showKept(app.kept_view);
    app.kept_view = null;
  }, [grid]);
  useEffect(() => control.current!.renderer.pointOut(pointed_out), [pointed_out]);

  const told = focused && tellCell(matrix, grid, filter, focused.row, focused.column);
  const empty = grid.rows.length === 0 || grid.columns.length === 0;
  return (
    <section class="matrix card" aria-labelledby="matrix-title">
      <div class="matrix-head">
        <h2 id="matrix-title" tabIndex={-1}>Who reaches whom</h2>
        <ViewBar
          zoom={zoom} as_table={as_table} setAsTable={setAsTable}
          zoomBy={(factor) => control.current?.zoomStep(factor)} fit={() => control.current?.fit()}
        />
      </div>
      <FilterBar matrix={matrix} clusters={clusters} />
      <Legend matrix={matrix} />
      {empty && <p class="empty">No path is like that.</p>}
      {grid.left_out > 0 && (
        <p class="soft">{grid.left_out} lines are left out: fold clusters, or look for names.</p>
      )}
      <p class="matrix-axes soft" hidden={empty || as_table}>
        <span>from ↓</span> <span>to →</span>
      </p>
      <div class="matrix-frame" hidden={empty || as_table}>
        <div
          ref={frame} class="matrix-canvas" tabIndex={0} role="application" aria-roledescription="matrix"
          aria-label={`Matrix of ${grid.rows.length} sources and ${grid.columns.length} targets`}
          aria-describedby="matrix-keys"
          onKeyDown={(event) => control.current?.key(event)}
          onFocus={(event) => {
            if ((event.currentTarget as HTMLElement).matches(":focus-visible") && !focused)
              control.current?.setFocus({ row: 0, column: 0 });
          }}
          onBlur={() => control.current?.setFocus(null)}
        >
          <canvas ref={base} aria-hidden="true" />
          <canvas ref={overlay} class="matrix-overlay" aria-hidden="true" />
        </div>
        {hovered && (
          <Tooltip
            told={tellCell(matrix, grid, filter, hovered.cell.row, hovered.cell.column)}
            x={hovered.x} y={hovered.y} width={frame.current?.clientWidth ?? 0}
          />
        )}
        {focused && !hovered && told && (
          <p class="matrix-focus" aria-hidden="true">{sentenceOfCell(told)}</p>
        )}
      </div>
      <p class="offscreen" aria-live="polite">{told ? sentenceOfCell(told) : ""}</p>
      <p id="matrix-keys" class="matrix-keys soft" hidden={as_table}>
        Arrow keys move, <kbd>n</kbd> goes to the next trouble, <kbd>Enter</kbd> opens, <kbd>+</kbd>{" "}
        <kbd>−</kbd> <kbd>0</kbd> zoom, <kbd>Esc</kbd> leaves. Drag to move; a name leads to its node.
      </p>
      {as_table && !empty && <MatrixTable matrix={matrix} grid={grid} />}
    </section>
  );
}

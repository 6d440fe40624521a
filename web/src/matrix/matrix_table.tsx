import { isAsExpected, Mark } from "../data/marks";
import type { Matrix } from "../data/matrix";
import { MarkGlyph } from "../parts/mark";
import { countOf, wordsOfMark } from "../parts/words";
import { useApp } from "../state/context";
import { hrefOf } from "../state/route";
import { tellCell } from "./cell_words";
import { type Grid, nextTrouble } from "./grid";

const table_lines_max = 24;
const listed_max = 200;

// The matrix without a canvas: as a table as far as it can be read as one, else what is not as expected
// as a list.
export function MatrixTable({ matrix, grid }: { matrix: Matrix; grid: Grid }) {
  const fits = grid.rows.length <= table_lines_max && grid.columns.length <= table_lines_max;
  return fits ? <WholeTable matrix={matrix} grid={grid} /> : <TroubleTable matrix={matrix} grid={grid} />;
}

function WholeTable({ matrix, grid }: { matrix: Matrix; grid: Grid }) {
  const app = useApp();
  const cellOf = (row: number, column: number) => {
    const told = tellCell(matrix, grid, app.filter.value, row, column);
    if (!told || told.title === "the node itself") return <td key={column} />;
    if (told.mark === Mark.nothing) return <td key={column} class="soft">·</td>;
    const glyph = <MarkGlyph mark={told.mark} label={told.title} />;
    const query = { flow: app.filter.value.flow, at: app.route.value.at };
    return (
      <td key={column} title={`${told.from} to ${told.to}: ${told.title}`}>
        {told.pair ? <a href={hrefOf.pair(told.pair.source, told.pair.target, query)}>{glyph}</a> : glyph}
      </td>
    );
  };
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="The matrix as a table">
      <table class="matrix-table">
        <caption class="offscreen">Rows are sources, columns targets</caption>
        <thead>
          <tr>
            <th scope="col">from \ to</th>
            {grid.columns.map((line) => <th key={line.name} scope="col">{line.name}</th>)}
          </tr>
        </thead>
        <tbody>
          {grid.rows.map((line, row) => (
            <tr key={line.name}>
              <th scope="row">{line.name}</th>
              {grid.columns.map((_, column) => cellOf(row, column))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TroubleTable({ matrix, grid }: { matrix: Matrix; grid: Grid }) {
  const app = useApp();
  const width = grid.columns.length;
  let troubles = 0;
  for (const mark of grid.marks) if (!isAsExpected(mark as Mark)) ++troubles;
  const cells: number[] = [];
  for (let cell = -1; cells.length < Math.min(troubles, listed_max); ) {
    cell = nextTrouble(grid, cell, 1);
    cells.push(cell);
  }
  const more = troubles - cells.length;
  const query = { flow: app.filter.value.flow, at: app.route.value.at };
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="What is not as expected, as a table">
      <table class="trouble-table">
        <caption>
          {troubles === 0 ? "All is as expected." : `${countOf(troubles, "cell")} not as expected`}
          {more > 0 && `, of which ${listed_max} are listed: a filter shows others`}
        </caption>
        <thead>
          <tr><th scope="col">from</th><th scope="col">to</th><th scope="col">status</th><th scope="col">paths</th></tr>
        </thead>
        <tbody>
          {cells.map((cell) => {
            const told = tellCell(matrix, grid, app.filter.value, Math.floor(cell / width), cell % width)!;
            const words = wordsOfMark(told.mark);
            const { pair } = told;
            return (
              <tr key={cell}>
                <td>{told.from}</td>
                <td>{told.to}</td>
                <td>
                  <MarkGlyph mark={told.mark} />{" "}
                  {pair ? <a href={hrefOf.pair(pair.source, pair.target, query)}>{words}</a> : words}
                </td>
                <td>{pair ? told.lines.map((line) => line.text).join("; ") : told.title}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

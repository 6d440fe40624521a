import { type Grid, nextTrouble } from "./grid";
import type { Cell } from "./overlay_painter";

// What a key above the matrix does; null: nothing, so the page has it.
export type KeyAction =
  | { kind: "focus"; cell: Cell }
  | { kind: "open" }
  | { kind: "zoom"; factor: number }
  | { kind: "fit" }
  | { kind: "leave" };

// `page`: rows in sight.
export function actionOfKey(
  key: string, shift: boolean, grid: Grid, focused: Cell | null, page: number,
): KeyAction | null {
  const [rows, columns] = [grid.rows.length, grid.columns.length];
  if (rows === 0 || columns === 0) return null;
  const at = focused ?? { row: 0, column: 0 };
  const to = (row: number, column: number): KeyAction => ({
    kind: "focus",
    cell: {
      row: Math.max(0, Math.min(rows - 1, row)),
      column: Math.max(0, Math.min(columns - 1, column)),
    },
  });
  const trouble = (step: 1 | -1): KeyAction | null => {
    const cell = nextTrouble(grid, at.row * columns + at.column, step);
    return cell < 0 ? null : to(Math.floor(cell / columns), cell % columns);
  };
  switch (key) {
    case "ArrowLeft":
      return to(at.row, at.column - 1);
    case "ArrowRight":
      return to(at.row, at.column + 1);
    case "ArrowUp":
      return to(at.row - 1, at.column);
    case "ArrowDown":
      return to(at.row + 1, at.column);
    case "Home":
      return to(at.row, 0);
    case "End":
      return to(at.row, columns - 1);
    case "PageUp":
      return to(at.row - page, at.column);
    case "PageDown":
      return to(at.row + page, at.column);
    case "n":
      return trouble(shift ? -1 : 1);
    case "N":
      return trouble(-1);
    case "Enter":
      return focused ? { kind: "open" } : null;
    case "+":
    case "=":
      return { kind: "zoom", factor: 1.5 };
    case "-":
      return { kind: "zoom", factor: 1 / 1.5 };
    case "0":
      return { kind: "fit" };
    case "Escape":
      return { kind: "leave" };
    default:
      return null;
  }
}

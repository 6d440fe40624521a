import uPlot from "uplot";
import { axisTime } from "../parts/time_text";
import type { Columns } from "./series";

// A colour of the page's style, as it is when it is drawn.
function colour(name: string): () => string {
  return () => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function axes(unit: string): uPlot.Axis[] {
  const common = {
    stroke: colour("--soft"),
    font: "12px system-ui, sans-serif",
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
  };
  return [
    { ...common, space: 72, size: 28, values: (_, splits, __, ___, step) => splits.map((at) => axisTime(at, step)) },
    {
      ...common,
      size: 56,
      space: 28,
      values: (_, splits) => splits.map((value) => `${value.toLocaleString("en")} ${unit}`),
    },
  ];
}

function options(width: number, height: number): Omit<uPlot.Options, "series"> {
  return {
    width,
    height,
    cursor: { drag: { x: false, y: false }, points: { size: 6 } },
    legend: { show: false },
    padding: [8, 20, 0, 0],
  };
}

// The median as a line, with the least and the largest around it.
export function plotRoundTrips(into: HTMLElement, columns: Columns, width: number): uPlot {
  const line = colour("--link");
  const edge = { stroke: "transparent", width: 0, points: { show: false } };
  return new uPlot(
    {
      ...options(width, 170),
      axes: axes("ms"),
      scales: { y: { range: (_, __, max) => [0, max > 0 ? max * 1.1 : 1] } },
      series: [
        {},
        { ...edge, label: "least" },
        { ...edge, label: "largest" },
        {
          label: "median",
          stroke: line,
          width: 2,
          points: { size: 4, fill: line },
        },
      ],
      bands: [{ series: [2, 1], fill: colour("--chart-band") }],
    },
    [columns.at, columns.min_ms, columns.max_ms, columns.median_ms],
    into,
  );
}

export function plotLoss(into: HTMLElement, columns: Columns, width: number): uPlot {
  const bar = colour("--blocked");
  return new uPlot(
    {
      ...options(width, 90),
      axes: axes("%"),
      scales: { y: { range: (_, __, max) => [0, Math.min(100, Math.max(5, max))] } },
      series: [
        {},
        {
          label: "lost",
          stroke: bar,
          fill: bar,
          width: 0,
          paths: uPlot.paths.bars?.({ size: [0.7, 24] }),
          points: { show: false },
        },
      ],
    },
    [columns.at, columns.loss_percent],
    into,
  );
}

import uPlot from "uplot";
import type { Columns } from "./series";

// Colours of the page's style, as they are now: light or dark.
function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function axes(unit: string): uPlot.Axis[] {
  const common = {
    stroke: colour("--ink-muted"),
    font: "12px system-ui, sans-serif",
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
  };
  return [
    { ...common, space: 80 },
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
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    // en-CA has dates as 2026-11-30.
    fmtDate: (template) => uPlot.fmtDate(template.replace("{M}/{D}/{YY}", "{YYYY}-{MM}-{DD}")
      .replace("{M}/{D}", "{MM}-{DD}").replace(/\{h\}:\{mm\}(:\{ss\})?\{aa\}/, "{HH}:{mm}$1")
      .replace("{h}{aa}", "{HH}:00")),
    cursor: { drag: { x: false, y: false }, points: { size: 6 } },
    legend: { show: false },
    padding: [8, 8, 0, 0],
  };
}

// The median as a line, with the least and the largest around it.
export function plotRoundTrips(into: HTMLElement, columns: Columns, width: number): uPlot {
  const line = colour("--chart");
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
    [columns.at, columns.min_ms, columns.max_ms, columns.median_ms] as uPlot.AlignedData,
    into,
  );
}

export function plotLoss(into: HTMLElement, columns: Columns, width: number): uPlot {
  const bar = colour("--chart-loss");
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
    [columns.at, columns.loss_percent] as uPlot.AlignedData,
    into,
  );
}

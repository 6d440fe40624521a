// How the sample was over time: what the API answers of paths, nodes, times, runs and differences.

const minute_ms = 60_000;
const hour_ms = 60 * minute_ms;
const text = (time) => new Date(time).toISOString().replace(/\.\d+Z$/, "Z");

export function pathAnswer(sample, flow, source, target, now = Date.now()) {
  const found = sample.paths.find((p) => p.flow === flow && p.source === source && p.target === target);
  const broken = found && found.status !== "open" && found.status !== "closed";
  const cause = sample.causes.find((one) => one.id === found?.cause_id);
  const since = Date.parse(cause?.since ?? text(now - 30 * 24 * hour_ms));
  const intervals = [];
  if (broken) {
    intervals.push({ since: text(since - 20 * 24 * hour_ms), until: text(since), status: "open" });
    const { status, cause: why, where, where_any } = found;
    intervals.push({ since: text(since), until: null, status, cause: why, where, where_any });
  } else {
    intervals.push({ since: text(now - 30 * 24 * hour_ms), until: null, status: "open" });
  }
  return {
    schema: "oakprobe.path/1", flow, source, target, now: found ?? null,
    run: sample.report.run.id, finished: sample.report.run.finished,
    as_expected: broken ? 0.93 : 1, intervals, round_trips: pointsOf(now, 600, source.length + target.length),
    ...(found ? {} : { of: "clusters" }),
  };
}

function pointsOf(now, base_us, seed) {
  const points = [];
  for (let i = 7 * 24; i > 0; --i) {
    const wave = 1 + 0.3 * Math.sin((i + seed) / 8) + (i % 29 === 0 ? 1.4 : 0);
    const median_us = Math.round(base_us * wave);
    points.push({
      at: text(now - i * hour_ms), seconds: 3600, median_us, min_us: Math.round(median_us * 0.8),
      max_us: Math.round(median_us * 2.1), sent: 3600, lost: i % 41 === 0 ? 43 : 0,
    });
  }
  return points;
}

export function nodeAnswer(sample, name, now = Date.now()) {
  const node = sample.report.nodes.find((one) => one.name === name);
  if (!node) return null;
  return {
    schema: "oakprobe.node/1", name, now: node,
    agent: {
      intervals: [
        { since: text(now - 20 * 24 * hour_ms), until: text(now - 3 * 24 * hour_ms), state: "reached" },
        { since: text(now - 3 * 24 * hour_ms), until: null, state: node.agent },
      ],
    },
    findings: node.findings.map((finding) => ({
      code: finding.code, intervals: [{ since: text(now - 2 * 24 * hour_ms), until: null }],
    })),
  };
}

export function timesAnswer(sample, now = Date.now()) {
  const clusters = [...new Set(sample.matrix.nodes.map((node) => node.cluster).filter(Boolean))].slice(0, 4);
  const series = clusters.flatMap((from, i) =>
    clusters.map((to, j) => ({ flow: "tunnel", from, to, points: pointsOf(now, 300 + 900 * Math.abs(i - j), i + j) })));
  return { schema: "oakprobe.times/1", series };
}

export function runsAnswer(sample, limit = 20, now = Date.now()) {
  const runs = [];
  const { summary } = sample.report;
  for (let i = 0; i < limit; ++i)
    runs.push({
      id: i === 0 ? sample.report.run.id : i.toString(16).padStart(16, "0"),
      started: text(now - i * 5 * minute_ms - 44_000), finished: text(now - i * 5 * minute_ms - 40_000),
      outcome: summary.blocked > 0 ? "failed" : "passed", failed_paths: summary.blocked + summary.degraded,
      summary: { ...summary, blocked: Math.max(0, summary.blocked - (i > 40 ? 20 : i)) },
    });
  return { schema: "oakprobe.history/1", runs };
}

export function diffAnswer(sample) {
  const some = sample.paths.filter((path) => path.cause_id === sample.causes[0]?.id).slice(0, 5);
  const broken = some.map(({ flow, source, target, status, cause, where }) => ({
    flow, source, target, before: { status: "open" }, after: { status, cause, where }, worse: true,
  }));
  return {
    schema: "oakprobe.diff/1", from: { id: "0000000000000001" }, to: { id: sample.report.run.id },
    worse: broken.length > 0, newly_broken: broken, mended: [], changed: [], unknown_now: [],
    known_again: [], new_paths: [], vanished_paths: [], slower: [], new_nodes: [], vanished_nodes: [],
  };
}

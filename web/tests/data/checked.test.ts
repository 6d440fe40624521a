import assert from "node:assert/strict";
import test from "node:test";
import { checkedCauses, checkedReport } from "../../src/data/checked";
import { DataError } from "../../src/data/data_error";

const run = { id: "00", started: "2026-11-24T00:00:00Z", finished: "2026-11-24T00:00:04Z" };
const summary = { paths: 0, open: 0, degraded: 0, blocked: 0, exposed: 0, closed: 0, unknown: 0, accepted: 0 };
const cause = { id: 1, status: "blocked", paths: 1, message: "no", fix: "do", fix_commands: ["do"] };
const node = { name: "w1", findings: [{ severity: "error", code: "c", message: "m" }] };
const silence = { until: "2026-11-25T00:00:00Z", why: "w", state: "muting", paths: 1 };
const whole = { run, summary, nodes: [node], causes: [cause], silences: [silence] };

test("A report: that is whole is taken", () => {
  assert.equal(checkedReport(whole), whole);
  assert.doesNotThrow(() => checkedReport({ ...whole, silences: undefined, of_tomorrow: {} }));
});

const bad: [string, unknown][] = [
  ["null", null],
  ["a list", []],
  ["no run", { ...whole, run: undefined }],
  ["a run without times", { ...whole, run: { id: "00" } }],
  ["no summary", { ...whole, summary: null }],
  ["a summary without a count", { ...whole, summary: { ...summary, blocked: "9" } }],
  ["a count that is no number", { ...whole, summary: { ...summary, blocked: NaN } }],
  ["no nodes", { ...whole, nodes: {} }],
  ["a node without a name", { ...whole, nodes: [{}] }],
  ["a node that is null", { ...whole, nodes: [null] }],
  ["findings that are no list", { ...whole, nodes: [{ name: "w1", findings: "many" }] }],
  ["a finding without a message", { ...whole, nodes: [{ name: "w1", findings: [{ code: "c" }] }] }],
  ["roles that are no texts", { ...whole, nodes: [{ name: "w1", roles: [{}] }] }],
  ["too many nodes", { ...whole, nodes: new Array(10_001).fill(node) }],
  ["no causes", { ...whole, causes: undefined }],
  ["silences of nothing", { ...whole, silences: [7] }],
  ["a name that is an object", { ...whole, deployment: {} }],
];
for (const [name, report] of bad)
  test(`A report: ${name} is refused`, () => assert.throws(() => checkedReport(report), DataError));

const bad_causes: [string, object][] = [
  ["of a status that there is not", { status: "fine" }],
  ["without a message", { message: undefined }],
  ["whose node is an object", { node: { name: "w1" } }],
  ["whose id is text", { id: "1" }],
  ["whose commands are one text", { fix_commands: "do" }],
  ["at places that are numbers", { where_any: [1, 2] }],
];
for (const [name, part] of bad_causes)
  test(`A cause: ${name} is refused`, () =>
    assert.throws(() => checkedCauses([{ ...cause, ...part }]), DataError));

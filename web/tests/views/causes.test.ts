import assert from "node:assert/strict";
import test from "node:test";
import type { Cause, Status } from "../../src/data/api_types";
import { worstFirst } from "../../src/views/now/cause_order";

const cause = (id: number, status: Status, paths: number): Cause => ({ id, status, paths, message: "" });

test("Causes: the worst kind first, and of each the largest; what is unknown last", () => {
  const causes = [cause(1, "unknown", 181), cause(2, "degraded", 9), cause(3, "blocked", 1), cause(4, "exposed", 1), cause(5, "blocked", 4)];
  assert.deepEqual(worstFirst(causes).map(({ id }) => id), [5, 3, 4, 2, 1]);
});

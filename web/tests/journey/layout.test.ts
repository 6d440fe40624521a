import assert from "node:assert/strict";
import { test } from "node:test";
import { labelsOf, layOut, stretchesOf } from "../../src/journey/layout";
import { segments, type Segment } from "../../src/journey/waypoints";

for (const width of [280, 350, 759, 760, 960, 4_000]) {
  test(`all points are within a drawing of ${width} px, and in order`, () => {
    const layout = layOut(width);
    assert.ok(layout.width <= width);
    for (const { x, y } of layout.points) {
      assert.ok(x >= 16 && x <= layout.width - 16, `${x}`);
      assert.ok(y >= 20 && y <= layout.height - 20, `${y}`);
    }
    const there = layout.points.slice(0, 5).map(({ x }) => x);
    const back = layout.points.slice(5).map(({ x }) => x);
    assert.deepEqual(there, [...there].sort((a, b) => a - b));
    assert.deepEqual(back, [...back].sort((a, b) => b - a));
    assert.equal(layout.points[4]!.x, layout.points[5]!.x);
  });
}

test("counts have room beside each other on a telephone", () => {
  const { points } = layOut(316);
  assert.ok(points[1]!.x - points[0]!.x >= 34);
  assert.ok(points[3]!.x - points[2]!.x >= 34);
});

test("a narrower page than the least gets the least", () => {
  assert.equal(layOut(0).width, 280);
});

test("each segment has a place", () => {
  const layout = layOut(800);
  for (const segment of segments) assert.ok(stretchesOf(layout, [segment], null).length > 0);
});

test("a machine that is passed twice is marked where the journey ended", () => {
  const layout = layOut(800);
  const markedOf = (segment: "source-host" | "target-host", missed: number) =>
    layout.stretches[segment].indexOf(stretchesOf(layout, [segment], missed)[0]!);
  assert.deepEqual([0, 1, 8, 9].map((missed) => markedOf("source-host", missed)), [0, 1, 2, 2]);
  assert.deepEqual([4, 5, 6].map((missed) => markedOf("target-host", missed)), [0, 1, 2]);
});

test("stretches that touch have one label, others one each", () => {
  const layout = layOut(350);
  const wordsOf = (where: readonly Segment[], missed: number) =>
    labelsOf(layout, stretchesOf(layout, where, missed)).map(({ words }) => words);
  assert.deepEqual(wordsOf(["target-firewall"], 3), ["stopped here"]);
  assert.deepEqual(wordsOf(["source-firewall", "network", "target-firewall"], 4), ["somewhere here"]);
  assert.deepEqual(wordsOf(["source-host", "target-host"], 1), ["here", "or here"]);
});

test("labels stay within the drawing", () => {
  for (const width of [280, 350, 960])
    for (const segment of segments)
      for (let missed = 0; missed < 10; ++missed) {
        const layout = layOut(width);
        for (const { x } of labelsOf(layout, stretchesOf(layout, [segment], missed)))
          assert.ok(x >= 36 && x <= layout.width - 36);
      }
});

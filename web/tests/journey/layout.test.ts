import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut, stretchesOf } from "../../src/journey/layout";
import { segments } from "../../src/journey/waypoints";

for (const width of [280, 350, 639, 640, 960, 4_000]) {
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
  const there = stretchesOf(layout, ["target-host"], 4);
  const back = stretchesOf(layout, ["target-host"], 5);
  assert.equal(there.length, 1);
  assert.equal(there[0]!.from.y, there[0]!.to.y);
  assert.equal(back[0]!.from.x, back[0]!.to.x);
});

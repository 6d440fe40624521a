// Who wants no motion sees none.
import assert from "node:assert/strict";
import { ready, WatchedPage } from "../support/browser.mjs";
import { viewsOf } from "./views.mjs";

function moving() {
  const animated = document.getAnimations().filter((one) => one.playState === "running");
  const styled = [...document.querySelectorAll("body *")].filter((one) => {
    const { transitionDuration, animationName } = getComputedStyle(one);
    return animationName !== "none" || transitionDuration.split(",").some((word) => parseFloat(word) > 0.001);
  });
  return [...animated.map((one) => one.constructor.name), ...styled.map((one) => one.outerHTML.slice(0, 80))];
}

export async function checkMotion(suite, browser, { kind, address, names }) {
  await suite.check(`${kind}: nothing moves where reduced motion is wanted`, async () => {
    const watched = await WatchedPage.open(browser, address, { reduced: true });
    try {
      for (const [view, hash] of Object.entries(viewsOf(names))) {
        await watched.show(hash, ready[view]);
        assert.deepEqual(await watched.page.evaluate(moving), [], view);
      }
    } finally {
      await watched.close();
    }
  });
}

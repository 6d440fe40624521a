// Names and texts that would like to be markup: in every field and every view they are text, and the page
// keeps its shape.
import assert from "node:assert/strict";
import { ready, WatchedPage } from "../support/browser.mjs";
import { smallDeployment } from "../support/deployment.mjs";
import { horizontalOverflow, overlappingTexts } from "../support/layout.mjs";
import { viewsOf } from "./views.mjs";

const set_flag = "globalThis.oakprobe_hacked=1";

const attacks = [
  (word) => `<img src=x onerror="${set_flag}">${word}`,
  (word) => `"><svg/onload=${set_flag}>${word}`,
  (word) => `</script><script>${set_flag}</script>${word}`,
  (word) => `'"&lt;b&gt;\${${set_flag}}{{${set_flag}}}${word}`,
  (word) => `javascript:${set_flag}//${word}`,
  (word) => `\u202e${word} \u05e2\u05d1\u05e8\u05d9\u05ea \u0645\u0631\u062d\u0628\u0627 \u2066`,
  (word) => `${word}/?#%25&=+ %`,
  (word) => `__proto__${word}`,
  (word) => word + "x".repeat(500),
  (word) => `${word} ${"wide \u{1f469}\u200d\u{1f680} \ufdfd ".repeat(30)}`,
];

// The same word always becomes the same attack.
function attackOn(word, shift) {
  let sum = shift;
  for (const letter of word) sum += letter.charCodeAt(0);
  return attacks[sum % attacks.length](word);
}

export function hostileDeployments() {
  return [0, 3, 6].map((shift) =>
    smallDeployment({
      name: (word) => attackOn(word, shift),
      text: (word) => attackOn(word, shift + 1),
      flow: (word) => attackOn(word, shift + 2),
    }),
  );
}

// Elements that nobody but an attack makes.
function markupOfAttacks() {
  const made = [...document.querySelectorAll("img, b:not([class]), [onerror], [onload], iframe, object, embed, base, form")]
    .filter((one) => one.closest("#oakprobe"))
    .filter((one) => one.tagName !== "B" || one.textContent === "")
    .map((one) => one.outerHTML.slice(0, 100));
  const links = [...document.querySelectorAll("a[href]")].map((one) => one.getAttribute("href")).filter((href) => !href.startsWith("#"));
  return [...made, ...links, ...(globalThis.oakprobe_hacked === undefined ? [] : ["the flag is set"])];
}

export async function checkHostile(suite, browser, { kind, address, deployment, number }) {
  const { nodes, paths } = deployment;
  const wrong = paths.filter(({ state }) => state.status !== "open" && state.status !== "closed");
  const pairs = [wrong[0], ...wrong.filter(({ state }) => state.nat || state.icmp || state.service)];
  const hashes = Object.values(viewsOf({ source: nodes[3].name, target: nodes[5].name, node: nodes[5].name }));
  const all = [
    ...hashes,
    ...pairs.map(({ source, target }) => viewsOf({ source: nodes[source].name, target: nodes[target].name, node: "" }).pair),
    ...nodes.map(({ name }) => viewsOf({ source: "", target: "", node: name }).node),
  ];
  for (const width of [390, 1280])
    await suite.check(`${kind}: hostile names ${number} stay text at ${width} px`, async () => {
      const watched = await WatchedPage.open(browser, address, { width });
      try {
        for (const hash of all) {
          const view = hash === "#/" ? "now" : hash.split(/[/?]/)[1];
          await watched.show(hash, view === "node" ? "main h1" : ready[view]);
          await watched.until((wanted) => location.hash === wanted || decodeURI(location.hash) === decodeURI(wanted), hash);
          const at = `at ${hash.slice(0, 60)}`;
          assert.deepEqual(await watched.page.evaluate(markupOfAttacks), [], at);
          assert.deepEqual(await watched.page.evaluate(horizontalOverflow), [], at);
          assert.deepEqual(await watched.page.evaluate(overlappingTexts), [], at);
        }
        watched.assertNoTroubles();
      } finally {
        await watched.close();
      }
    });
}

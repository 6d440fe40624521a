import { slack } from "./options.mjs";

// Playwright itself limits waiting, but not what a page is asked to run.
const check_ms_max = 120_000 * slack;

async function limited(run) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`not done after ${check_ms_max / 1_000} s`)), check_ms_max);
  });
  try {
    await Promise.race([run(), late]);
  } finally {
    clearTimeout(timer);
  }
}

// Runs checks one after the other, says of each what became of it and how long it took, and counts.
export class Suite {
  // `only`: a part of the names of those that are run; "": all.
  constructor(only = "") {
    this.only = only;
    this.passed = 0;
    this.failed = 0;
  }

  // `needed`: others need what it makes; it is run whatever `only` says.
  async check(name, run, { needed = false } = {}) {
    if (!needed && !name.includes(this.only)) return;
    const begun = Date.now();
    const took = () => `${((Date.now() - begun) / 1_000).toFixed(1)} s`;
    try {
      await limited(run);
      ++this.passed;
      console.log(`ok      ${name}, ${took()}`);
    } catch (error) {
      ++this.failed;
      console.log(`FAILED  ${name}, ${took()}\n${String(error?.message ?? error).replace(/^/gm, "        ")}`);
    }
  }

  // A figure that was measured.
  tell(text) {
    console.log(`        ${text}`);
  }
}

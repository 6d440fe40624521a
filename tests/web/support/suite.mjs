// Runs checks one after the other, says of each what became of it, and counts.
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
    try {
      await run();
      ++this.passed;
      console.log(`ok      ${name}`);
    } catch (error) {
      ++this.failed;
      console.log(`FAILED  ${name}\n${String(error?.message ?? error).replace(/^/gm, "        ")}`);
    }
  }

  // What is measured and not judged.
  tell(text) {
    console.log(`        ${text}`);
  }
}

// node tools/run_tests.mjs: bundles tests/**/*.test.ts, and runs them by node:test.
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

function testsIn(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return testsIn(path);
    return /\.test\.tsx?$/.test(name) ? [path] : [];
  });
}

const entries = testsIn(join(root, "tests"));
const out = mkdtempSync(join(tmpdir(), "oakprobe-web-tests-"));
try {
  await esbuild.build({
    absWorkingDir: root, entryPoints: entries, outdir: out, outbase: root, bundle: true, platform: "node",
    format: "esm", outExtension: { ".js": ".mjs" }, jsx: "automatic", jsxImportSource: "preact",
    sourcemap: "inline", logLevel: "warning",
  });
  const built = entries.map((path) => join(out, relative(root, path).replace(/\.tsx?$/, ".mjs")));
  const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...built], { stdio: "inherit" });
  process.exitCode = status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}

// node build.mjs [OUTDIR] [--dev]: the page, for the server and for a single file.
//
//   index.html, app-HASH.js, app-HASH.css   what a server answers; no script and no style in the HTML
//   single.js, single.css                   the same code, to be put into one file as it is
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dev = process.argv.includes("--dev");
const out = resolve(process.argv.slice(2).find((word) => !word.startsWith("--")) ?? join(here, "dist"));

// Neither may end the element that it is put into, nor begin a comment there.
function assertInlinable(name, text, end) {
  for (const stop of [end, "<!--"])
    if (text.toLowerCase().includes(stop)) throw new Error(`${name} contains "${stop}"`);
}

const built = await esbuild.build({
  absWorkingDir: here,
  entryPoints: { app: "src/main.tsx" },
  outdir: out,
  bundle: true,
  write: false,
  format: "iife",
  target: ["es2022", "chrome102", "firefox113", "safari16.4"],
  jsx: "automatic",
  jsxImportSource: "preact",
  define: { "process.env.NODE_ENV": dev ? '"development"' : '"production"' },
  minify: !dev,
  charset: "utf8",
  legalComments: "none",
  sourcemap: dev ? "inline" : false,
  logLevel: "warning",
});
const textOf = (extension) => built.outputFiles.find((file) => file.path.endsWith(extension)).text;
const script = textOf(".js");
const style = textOf(".css");
assertInlinable("the script", script, "</script");
assertInlinable("the style", style, "</style");

mkdirSync(out, { recursive: true });
for (const name of readdirSync(out))
  if (/^app-[0-9a-f]{12}\.(js|css)$/.test(name)) rmSync(join(out, name));
const hashed = (text, extension) => {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const name = `app-${hash}.${extension}`;
  writeFileSync(join(out, name), text);
  return name;
};
const page = readFileSync(join(here, "src/index.html"), "utf8")
  .replace("APP_CSS", hashed(style, "css"))
  .replace("APP_JS", hashed(script, "js"));
writeFileSync(join(out, "index.html"), page);
writeFileSync(join(out, "single.js"), script);
writeFileSync(join(out, "single.css"), style);

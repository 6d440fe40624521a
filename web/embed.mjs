// node embed.mjs DIRECTORY FILE.cpp: what build.mjs wrote into the directory, as C++ source
// (page_parts.hpp). The same files give the same source with one version of Node.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const [directory, target] = process.argv.slice(2);
const types = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
};

// Of all that text can be in C++, octal escapes of three digits end where they end.
function literal(bytes) {
  const line_bytes = 4096;
  const lines = [];
  for (let at = 0; at < bytes.length; at += line_bytes) {
    let line = "";
    for (const byte of bytes.subarray(at, at + line_bytes)) {
      const character = String.fromCharCode(byte);
      const plain = byte >= 32 && byte < 127 && !'"\\?'.includes(character);
      line += plain ? character : "\\" + byte.toString(8).padStart(3, "0");
    }
    lines.push(`"${line}"`);
  }
  return `std::string_view(\n${lines.join("\n") || '""'},\n${bytes.length})`;
}

function part(name) {
  const bytes = readFileSync(join(directory, name));
  const index = name === "index.html";
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  const words = [
    `"${index ? "" : name}"`,
    `"${types[name.slice(name.lastIndexOf(".") + 1)]}"`,
    literal(gzipSync(bytes, { level: 9 })),
    index ? `"\\"${hash}\\""` : '""',
  ];
  return `serve::PagePart{${words.join(", ")}}`;
}

const names = readdirSync(directory).filter((name) => name.startsWith("app-")).sort();
const text = (name) => literal(readFileSync(join(directory, name)));
const icon = /^<link rel="icon" href="data:[^"]*">$/m.exec(readFileSync(join(directory, "index.html"), "utf8"));
if (!icon) throw new Error("index.html has no icon that a file could have, too");
writeFileSync(
  target,
  `// Made by web/embed.mjs.
#include "web/page_parts.hpp"

#include <array>

namespace oakprobe::web {
namespace {

constexpr std::array parts{
${["index.html", ...names].map(part).join(",\n")}};
constexpr std::string_view script = ${text("single.js")};
constexpr std::string_view style = ${text("single.css")};
constexpr std::string_view icon = ${literal(Buffer.from(icon[0]))};

}  // namespace

std::span<const serve::PagePart> page_parts() { return parts; }
std::string_view single_script() { return script; }
std::string_view single_style() { return style; }
std::string_view single_icon() { return icon; }

}  // namespace oakprobe::web
`,
);

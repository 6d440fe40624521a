#include "inventory/catalogue/catalogue.hpp"

#include "base/check.hpp"
#include "inventory/read_flow.hpp"
#include "inventory/release.hpp"

#include <algorithm>
#include <cstdio>

namespace oakprobe::inventory {
namespace {

// The file is part of the program: a mistake in it is a bug, and a test reads it first.
Catalogue read() {
  YamlDocument document;
  Diagnostics diagnostics;
  CHECK(read_yaml(catalogue_text(), document, diagnostics));
  const auto* releases = document.root()->find("releases");
  const auto* flows = document.root()->find("flows");
  CHECK(releases != nullptr && flows != nullptr);
  Catalogue result;
  for (const auto& entry : releases->entries) result.releases.push_back(entry.value->text);
  References references;
  for (const auto& entry : flows->entries) {
    Flow flow;
    apply_flow(*entry.value, result.releases, flow, references, diagnostics);
    result.flows.push_back(std::move(flow));
  }
  for (const auto& problem : diagnostics.take()) {
    std::fprintf(stderr, "%s\n", to_string(problem, "oakestra.yaml").c_str());
  }
  CHECK(diagnostics.empty() && !result.releases.empty());
  return result;
}

}  // namespace

const Catalogue& catalogue() {
  static const Catalogue built_in = read();
  return built_in;
}

}  // namespace oakprobe::inventory

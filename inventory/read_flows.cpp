#include "inventory/read_flows.hpp"

#include "base/printable.hpp"
#include "inventory/catalogue/catalogue.hpp"
#include "inventory/name_text.hpp"
#include "inventory/read_flow.hpp"
#include "inventory/values.hpp"

#include <algorithm>
#include <unordered_map>

namespace oakprobe::inventory {
namespace {

class FlowsReader {
 public:
  FlowsReader(References& references, Diagnostics& diagnostics)
      : references_(references), diagnostics_(diagnostics) {
    for (const auto& flow : catalogue().flows) {
      out_.ids.insert(flow.id);
      out_.flows.push_back(flow);
    }
  }

  void read_entry(const YamlNode& entry) {
    Flow flow;
    const std::string* id = nullptr;
    if (entry.kind == YamlNode::Kind::map) id = read_id(entry);
    const auto base =
        id == nullptr ? out_.flows.end() : std::ranges::find(out_.flows, *id, &Flow::id);
    const bool overrides = base != out_.flows.end();
    if (overrides) flow = *base;
    const bool sound = apply_flow(entry, catalogue().releases, flow, references_, diagnostics_);
    if (sound && overrides && entry.find("earlier") == nullptr) change_earlier(entry, flow);
    if (id == nullptr) return;
    out_.ids.insert(*id);
    const auto* enabled = entry.find("enabled");
    const bool removed =
        enabled != nullptr && !read_flag(*enabled, "enabled", diagnostics_).value_or(true);
    if (removed) {
      if (!overrides) tell_nothing_to_remove(*entry.find("id"));
      if (overrides) removed_.insert(*id);
      return;
    }
    const bool complete = overrides || check_new(entry, *id);
    if (!sound || !complete) return;
    if (overrides) {
      *base = std::move(flow);
    } else {
      out_.flows.push_back(std::move(flow));
    }
  }

  FlowList finish() {
    std::erase_if(out_.flows, [&](const Flow& flow) { return removed_.contains(flow.id); });
    return std::move(out_);
  }

 private:
  // nullptr: told, or the flow of that id was already given.
  const std::string* read_id(const YamlNode& entry) {
    const auto* id = entry.find("id");
    if (id == nullptr) {
      diagnostics_.add(entry.at, "this flow has no id; add 'id: NAME', or the id of one to change");
      return nullptr;
    }
    if (!read_text(*id, "id", diagnostics_)) return nullptr;
    if (!is_name(id->text)) {
      diagnostics_.add(
          id->at, in_quotes(id->text) + " is no flow id; letters, digits, '.', '_' and '-' make one"
      );
      return nullptr;
    }
    if (id->text.size() > name_bytes_max) {
      diagnostics_.add(
          id->at,
          "this flow id is too long; " + std::to_string(name_bytes_max) + " letters are the most"
      );
      return nullptr;
    }
    const auto [first, is_new] = lines_.try_emplace(id->text, id->at.line);
    if (!is_new) {
      diagnostics_.add(
          id->at,
          "the flow " + in_quotes(id->text) + " is given twice, first on line " +
              std::to_string(first->second) + "; keep one"
      );
      return nullptr;
    }
    return &id->text;
  }

  // What the inventory says of a flow holds in every release.
  static void change_earlier(const YamlNode& entry, Flow& flow) {
    for (Flow& then : flow.earlier) {
      const std::string until = then.until;
      References known;
      Diagnostics told;
      apply_flow(entry, catalogue().releases, then, known, told);
      then.until = until;
    }
  }

  void tell_nothing_to_remove(const YamlNode& id) {
    diagnostics_.add(
        id.at, "there is no flow " + in_quotes(id.text) + " to remove" + near_catalogue(id.text)
    );
  }

  // False: it lacks something, and that is told.
  bool check_new(const YamlNode& entry, const std::string& id) {
    std::string missing;
    for (const std::string_view key : {"from", "to", "port"}) {
      if (entry.find(key) != nullptr) continue;
      missing.append(missing.empty() ? "" : ", ").append(key);
    }
    if (missing.empty()) return true;
    diagnostics_.add(
        entry.at,
        "the new flow " + in_quotes(id) + " lacks " + missing + "; a flow needs from, to and port" +
            near_catalogue(id)
    );
    return false;
  }

  // Whoever gives few keys probably meant to change a flow of the catalogue.
  static std::string near_catalogue(const std::string& id) {
    std::vector<std::string_view> known;
    for (const auto& flow : catalogue().flows) known.emplace_back(flow.id);
    return did_you_mean(id, known);
  }

  References& references_;
  Diagnostics& diagnostics_;
  FlowList out_;
  std::unordered_map<std::string, int> lines_;
  std::unordered_set<std::string> removed_;
};

}  // namespace

FlowList read_flows(const YamlNode* list, References& references, Diagnostics& diagnostics) {
  FlowsReader reader(references, diagnostics);
  if (list == nullptr) return reader.finish();
  const auto entries = read_list(
      *list, "flows", "- {id: registry, from: worker, to: root, port: 5000}", diagnostics
  );
  if (!entries) return reader.finish();
  if (entries->size() > own_flows_max) {
    diagnostics.add(
        list->at, "too many flows; " + std::to_string(own_flows_max) + " of your own are the most"
    );
    return reader.finish();
  }
  for (const auto& entry : *entries) reader.read_entry(*entry.value);
  return reader.finish();
}

}  // namespace oakprobe::inventory

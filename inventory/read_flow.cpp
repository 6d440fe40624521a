#include "inventory/read_flow.hpp"

#include "base/request_path.hpp"
#include "inventory/read_answer.hpp"
#include "inventory/read_selector.hpp"
#include "inventory/release.hpp"
#include "inventory/values.hpp"

#include <algorithm>

namespace oakprobe::inventory {
namespace {

constexpr std::array<std::string_view, 25> flow_keys{
    "id",         "from",     "to",      "scope",  "protocol", "port",      "expect",
    "need",       "service",  "ask",     "answer", "via",      "families",  "source",
    "documented", "since",    "until",   "why",    "evidence", "component", "enabled",
    "dialler",    "ask_long", "earlier", "gateway"};
constexpr std::array<std::string_view, 2> via_keys{"source", "target"};
constexpr std::array<std::string_view, 2> gateway_keys{"port", "tls"};
// What may be another thing in another release, without the flow being another.
constexpr std::array<std::string_view, 9> earlier_keys{
    "until", "ask", "answer", "ask_long", "source", "component", "dialler", "families", "why"};

constexpr std::array<Choice<bool>, 1> sources{{{"preserved", true}}};
BOOST_DEFINE_FIXED_ENUM_CLASS(Family, std::uint8_t, ipv4, ipv6)

// Reads the keys of one flow into it.
class FlowReader {
 public:
  FlowReader(const YamlNode& map, Flow& flow, Diagnostics& diagnostics)
      : map_(map), flow_(flow), diagnostics_(diagnostics) {}

  template <DescribedEnum E>
  void choice(std::string_view key, E& into) {
    const auto* node = map_.find(key);
    if (node == nullptr) return;
    if (const auto value = read_choice<E>(*node, key, diagnostics_)) into = *value;
  }

  void text(std::string_view key, std::string& into) {
    const auto* node = map_.find(key);
    if (node == nullptr) return;
    if (const auto value = read_text(*node, key, diagnostics_)) into = *value;
  }

  void selector(std::string_view key, Selector& into, References& references) {
    const auto* node = map_.find(key);
    if (node == nullptr) return;
    if (const auto value = read_selector(*node, key, references, diagnostics_)) into = *value;
  }

  void port() {
    const auto* node = map_.find("port");
    if (node == nullptr) return;
    if (node->is_scalar() && node->text == "tunnel") {
      flow_.port.reset();
      return;
    }
    const auto value = read_port(*node, "port (or the word tunnel)", diagnostics_);
    if (value) flow_.port = value;
  }

  void ask(std::string_view key, std::string& into) {
    const auto* node = map_.find(key);
    if (node == nullptr) return;
    const auto path = read_text(*node, key, diagnostics_);
    if (path && !is_request_path(*path)) {
      diagnostics_.add(
          node->at,
          std::string(key) +
              " is the path of an HTTP request that changes nothing, such as /health: it begins "
              "with /, has no blanks, and no more than 255 bytes"
      );
    } else if (path) {
      into = *path;
    }
  }

  // Another service has other answers, and another question has another one.
  void forget_answers() {
    const bool other_service = map_.find("service") != nullptr;
    if (other_service || map_.find("ask") != nullptr) flow_.answer = {};
    if (other_service) flow_.ask_long.clear();
  }

  void answer() {
    const auto* node = map_.find("answer");
    if (node == nullptr) return;
    if (auto known = read_answer(*node, diagnostics_)) flow_.answer = *std::move(known);
  }

  void via() {
    const auto* node = map_.find("via");
    if (node == nullptr || !check_map(*node, "via", via_keys, diagnostics_)) return;
    FlowReader inner(*node, flow_, diagnostics_);
    inner.choice("source", flow_.via_source);
    inner.choice("target", flow_.via_target);
  }

  void families() {
    const auto* node = map_.find("families");
    if (node == nullptr) return;
    const auto list = read_list(*node, "families", "[ipv4]", diagnostics_);
    if (!list) return;
    bool ipv4 = false;
    bool ipv6 = false;
    for (const auto& entry : *list) {
      const auto family = read_choice<Family>(*entry.value, "family", diagnostics_);
      if (!family) return;
      (*family == Family::ipv4 ? ipv4 : ipv6) = true;
    }
    if (!ipv4 && !ipv6) {
      diagnostics_.add(node->at, "families is empty; leave it away for both, or write [ipv4]");
      return;
    }
    flow_.ipv4 = ipv4;
    flow_.ipv6 = ipv6;
  }

  void documented() {
    const auto* node = map_.find("documented");
    if (node == nullptr) return;
    if (const auto flag = read_flag(*node, "documented", diagnostics_)) flow_.documented = *flag;
  }

  void source() {
    const auto* node = map_.find("source");
    if (node == nullptr) return;
    if (const auto value = read_choice(*node, "source", sources, diagnostics_))
      flow_.source_preserved = *value;
  }

  void release(std::string_view key, std::span<const std::string> known, std::string& into) {
    const auto* node = map_.find(key);
    if (node == nullptr) return;
    if (const auto value = read_release(*node, known, diagnostics_)) into = value->name;
  }

  void gateway() {
    const auto* node = map_.find("gateway");
    if (node == nullptr || !check_map(*node, "gateway", gateway_keys, diagnostics_)) return;
    const auto* port = node->find("port");
    if (port == nullptr) {
      diagnostics_.add(node->at, "gateway has no port; write {port: 443}");
      return;
    }
    const auto value = read_port(*port, "port", diagnostics_);
    if (!value) return;
    flow_.gateway = Gateway{*value};
    if (const auto* tls = node->find("tls"))
      flow_.gateway->tls = read_flag(*tls, "tls", diagnostics_).value_or(true);
  }

  // Each is the flow with what was another thing then.
  void earlier(std::span<const std::string> releases) {
    const auto* node = map_.find("earlier");
    if (node == nullptr) return;
    const auto list =
        read_list(*node, "earlier", "- {until: v0.4.403, component: redis}", diagnostics_);
    if (!list) return;
    flow_.earlier.clear();
    std::vector<Flow> read;
    for (const auto& entry : *list) {
      if (!check_map(*entry.value, "what was earlier", earlier_keys, diagnostics_)) continue;
      Flow& then = read.emplace_back(flow_);
      then.until.clear();
      FlowReader(*entry.value, then, diagnostics_).keys_of_release(releases);
      const bool behind = read.size() > 1 && !is_older(read[read.size() - 2], then, releases);
      if (behind)
        diagnostics_.add(
            entry.value->at, "this until is no later than the one before: oldest first"
        );
      if (then.until.empty() && entry.value->find("until") == nullptr)
        diagnostics_.add(entry.value->at, "this has no until: the last release that was so");
    }
    flow_.earlier = std::move(read);
  }

  static bool is_older(const Flow& one, const Flow& other, std::span<const std::string> releases) {
    return std::ranges::find(releases, one.until) < std::ranges::find(releases, other.until);
  }

  void keys_of_release(std::span<const std::string> releases) {
    forget_answers();
    ask("ask", flow_.ask);
    answer();
    ask("ask_long", flow_.ask_long);
    families();
    source();
    release("until", releases, flow_.until);
    text("component", flow_.component);
    text("dialler", flow_.dialler);
    text("why", flow_.why);
  }

  // What no key is wrong for, but two keys together.
  void check_together(bool is_new) {
    const auto at = [&](std::string_view key) {
      const auto* node = map_.find(key);
      return node != nullptr ? node->at : map_.at;
    };
    // A new flow without a port is told as that.
    const bool has_port = !is_new || map_.find("port") != nullptr;
    if (has_port && !flow_.port && flow_.protocol == Protocol::tcp) {
      const auto place = map_.find("port") != nullptr ? at("port") : at("protocol");
      diagnostics_.add(place, "the tunnel is udp; add 'protocol: udp', or give a number");
    }
    if (is_asked(flow_.service) && flow_.protocol == Protocol::udp) {
      diagnostics_.add(
          at("service"), "service " + std::string(name_of(flow_.service)) + " needs protocol tcp"
      );
    }
    for (const std::string_view key : {"ask", "answer", "ask_long"}) {
      if (map_.find(key) != nullptr && flow_.service != Service::http) {
        diagnostics_.add(at(key), std::string(key) + " needs service http");
      }
    }
    if (flow_.service == Service::tunnel && flow_.protocol == Protocol::tcp && flow_.port) {
      diagnostics_.add(at("service"), "service tunnel needs protocol udp");
    }
  }

 private:
  const YamlNode& map_;
  Flow& flow_;
  Diagnostics& diagnostics_;
};

// The gateway speaks HTTP, or the broker's protocol, and is no component that others know.
Flow through_gateway(const Flow& flow) {
  Flow out = flow;
  out.earlier.clear();
  out.behind_gateway.clear();
  out.port = flow.gateway->port;
  if (out.service == Service::grpc) out.service = Service::http;
  out.ask = "/";
  out.answer = {};
  out.ask_long.clear();
  out.source_preserved = false;
  out.component = "gateway";
  return out;
}

}  // namespace

bool apply_flow(
    const YamlNode& map,
    std::span<const std::string> releases,
    Flow& flow,
    References& references,
    Diagnostics& diagnostics
) {
  const std::size_t before = diagnostics.count();
  const bool is_new = flow.id.empty();
  if (!check_map(map, "a flow", flow_keys, diagnostics)) return false;
  FlowReader reader(map, flow, diagnostics);
  reader.text("id", flow.id);
  reader.selector("from", flow.from, references);
  reader.selector("to", flow.to, references);
  reader.choice("scope", flow.scope);
  reader.choice("protocol", flow.protocol);
  reader.port();
  reader.choice("expect", flow.expect);
  reader.choice("need", flow.need);
  reader.choice("service", flow.service);
  reader.via();
  reader.documented();
  reader.release("since", releases, flow.since);
  reader.text("evidence", flow.evidence);
  reader.gateway();
  reader.keys_of_release(releases);
  reader.earlier(releases);
  flow.behind_gateway.clear();
  if (flow.gateway) flow.behind_gateway = {through_gateway(flow)};
  if (diagnostics.count() == before) reader.check_together(is_new);
  return diagnostics.count() == before;
}

}  // namespace oakprobe::inventory

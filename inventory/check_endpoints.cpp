#include "inventory/check_endpoints.hpp"

#include "base/printable.hpp"
#include "inventory/address_text.hpp"
#include "inventory/path_rules.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace oakprobe::inventory {
namespace {

// Questions "does this source dial this target here?" that one inventory may cost: about 2 s.
constexpr std::size_t questions_max = 30'000'000;
// Of sources that are alike in all that a selector can see, this many stand for all: enough that
// one of them is neither of two targets.
constexpr std::size_t sources_of_a_kind = 3;

using NodeIndex = std::uint32_t;

// An address as a small number, so that millions of endpoints can be sorted.
class AddressNumbers {
 public:
  std::uint32_t of(const Address& address) {
    const auto [known, is_new] =
        by_text_.try_emplace(address.text(), static_cast<std::uint32_t>(by_text_.size()));
    if (!is_new) return known->second;
    const auto [number, first] = by_canonical_.try_emplace(
        canonical_address(address), static_cast<std::uint32_t>(by_canonical_.size())
    );
    return known->second = number->second;
  }

 private:
  std::unordered_map<std::string, std::uint32_t> by_text_;
  std::unordered_map<std::string, std::uint32_t> by_canonical_;
};

struct Endpoint {
  std::uint32_t address = 0;
  Protocol protocol{};
  std::uint16_t port = 0;
  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

struct Listed {
  Endpoint endpoint;
  NodeIndex node = 0;
  friend auto operator<=>(const Listed&, const Listed&) = default;
};

class EndpointCheck {
 public:
  EndpointCheck(
      const Inventory& inventory, const std::vector<NodePlaces>& places, Diagnostics& diagnostics
  )
      : inventory_(inventory), places_(places), diagnostics_(diagnostics) {}

  void run() {
    const auto all = list_endpoints();
    std::vector<std::span<const Listed>> groups;
    for (std::size_t begin = 0; begin < all.size();) {
      std::size_t end = begin + 1;
      while (end < all.size() && all[end].endpoint == all[begin].endpoint) ++end;
      if (end - begin > 1) groups.push_back(std::span(all).subspan(begin, end - begin));
      begin = end;
    }
    // Pairs cost least: what many nodes share by right does not use up what finds them.
    std::ranges::stable_sort(groups, {}, [](const auto& group) { return group.size(); });
    for (const auto& group : groups) check_group(group);
    if (questions_ > questions_max) {
      diagnostics_.doubt(
          places_.front().name,
          "this inventory has too many nodes at shared addresses to look at every source: two "
          "nodes that one source dials at one address may have been missed"
      );
    }
  }

 private:
  // A way in which a target may be dialled at the endpoint in question.
  struct Way {
    const Flow* flow = nullptr;
    NodeIndex target = 0;
    const DialException* exception = nullptr;  // null: where none matches
  };

  // Calls visit(endpoint, exception) for each place where some source may dial the node.
  template <class Visit>
  void for_each_endpoint(const Flow& flow, const Node& node, const Visit& visit) {
    const auto tell = [&](const DialledEndpoint& dialled, const DialException* exception) {
      if (dialled.address->is_auto()) return;
      visit(Endpoint{numbers_.of(*dialled.address), flow.protocol, dialled.port}, exception);
    };
    for (const auto& exception : node.dial) {
      if (exception.flow && *exception.flow != flow.id) continue;
      tell(endpoint(flow, node, exception), &exception);
      if (!exception.from) return;  // it matches every source
    }
    tell(plain_endpoint(flow, node), nullptr);
  }

  std::vector<Listed> list_endpoints() {
    std::vector<Listed> all;
    std::vector<Endpoint> own;
    for (NodeIndex index = 0; index < inventory_.nodes.size(); ++index) {
      const Node& node = inventory_.nodes[index];
      own.clear();
      for (const auto& flow : inventory_.flows) {
        if (!can_be_target(flow, node)) continue;
        for_each_endpoint(flow, node, [&](const Endpoint& endpoint, const DialException*) {
          own.push_back(endpoint);
        });
      }
      std::ranges::sort(own);
      // Not std::ranges::unique: Clang 14 cannot compile its subrange with GCC 12's library.
      own.erase(std::unique(own.begin(), own.end()), own.end());
      for (const auto& endpoint : own) all.push_back({endpoint, index});
    }
    std::ranges::sort(all);
    return all;
  }

  void check_group(std::span<const Listed> group) {
    std::vector<Way> ways;
    for (const auto& listed : group) {
      const Node& node = inventory_.nodes[listed.node];
      for (const auto& flow : inventory_.flows) {
        if (!can_be_target(flow, node)) continue;
        for_each_endpoint(
            flow,
            node,
            [&](const Endpoint& endpoint, const DialException* exception) {
              if (endpoint == group.front().endpoint)
                ways.push_back({&flow, listed.node, exception});
            }
        );
      }
    }
    std::size_t left = group.size() - 1;  // nodes that can still clash with one before them
    for (const NodeIndex source : sources()) {
      if (left == 0 || questions_ > questions_max) return;
      left -= check_source(source, ways, false);
    }
    for (const auto& listed : group) {
      if (left == 0 || questions_ > questions_max) return;
      left -= check_source(listed.node, ways, true);
    }
  }

  // Tells what this source would mix up; how many nodes are told for the first time. with_own: its
  // own place counts, too, since what it dials there never leaves it.
  std::size_t check_source(NodeIndex source, std::span<const Way> ways, bool with_own) {
    const Node& from = inventory_.nodes[source];
    std::optional<NodeIndex> before;
    std::size_t told = 0;
    for (const auto& way : ways) {
      ++questions_;
      const bool own = source == way.target && !may_dial_itself(*way.flow);
      if (before == way.target || (own && !with_own) || !dials(from, way)) continue;
      if (before && is_told_.insert(way.target).second) {
        tell(from, source, *before, way);
        ++told;
      }
      before = before.value_or(way.target);
    }
    return told;
  }

  [[nodiscard]] bool dials(const Node& from, const Way& way) const {
    const Node& to = inventory_.nodes[way.target];
    return can_be_source(*way.flow, from) && in_scope(*way.flow, from, to) &&
           exception_for(*way.flow, from, to) == way.exception;
  }

  void tell(const Node& from, NodeIndex source, NodeIndex first, const Way& way) {
    const Node& node = inventory_.nodes[way.target];
    const auto& places = places_[way.target];
    const auto dialled = way.exception != nullptr ? endpoint(*way.flow, node, *way.exception)
                                                  : plain_endpoint(*way.flow, node);
    Position at = way.flow->port ? places.address : places.tunnel;
    if (way.exception != nullptr) {
      at = places.dial[static_cast<std::size_t>(way.exception - node.dial.data())];
    }
    const bool itself = (first == source || way.target == source) && !may_dial_itself(*way.flow);
    const std::string place = std::string(name_of(way.flow->protocol)) + " " +
                              dialled.address->text() + " port " + std::to_string(dialled.port);
    diagnostics_.add(
        at,
        in_quotes(node.name) + " and " + in_quotes(inventory_.nodes[first].name) +
            (itself ? " are both at " + place + ", so that " + in_quotes(from.name) +
                          " would dial itself"
                    : " are both dialled at " + place + " by " + in_quotes(from.name)) +
            " (flow " + way.flow->id +
            "); give one of them another address or port, or an exception in 'dial'"
    );
  }

  // A few sources of each kind: alike in roles, cluster, tags, release, and name where one counts.
  const std::vector<NodeIndex>& sources() {
    if (!sources_.empty()) return sources_;
    std::unordered_set<std::string_view> names;
    const auto note = [&](const Selector& selector) {
      if (selector.name) names.insert(*selector.name);
    };
    for (const auto& flow : inventory_.flows) note(flow.from);
    for (const auto& node : inventory_.nodes) {
      for (const auto& exception : node.dial) {
        if (exception.from) note(*exception.from);
      }
    }
    using Kind =
        std::tuple<unsigned, std::string_view, std::string_view, std::string_view, std::string>;
    std::map<Kind, std::size_t> seen;
    for (NodeIndex index = 0; index < inventory_.nodes.size(); ++index) {
      const Node& node = inventory_.nodes[index];
      unsigned roles = 0;
      for (const Role role : all_values<Role>) roles = roles * 2 + (node.roles.has(role) ? 1U : 0U);
      auto tags = node.tags;
      std::ranges::sort(tags);
      std::string joined;
      for (const auto& tag : tags) joined.append(tag).push_back('\0');
      const std::string_view name = names.contains(node.name) ? node.name : std::string_view();
      const Kind kind{roles, node.cluster, node.release, name, std::move(joined)};
      if (++seen[kind] <= sources_of_a_kind) sources_.push_back(index);
    }
    return sources_;
  }

  const Inventory& inventory_;
  const std::vector<NodePlaces>& places_;
  Diagnostics& diagnostics_;
  AddressNumbers numbers_;
  std::vector<NodeIndex> sources_;
  std::unordered_set<NodeIndex> is_told_;
  std::size_t questions_ = 0;
};

}  // namespace

void check_endpoints(
    const Inventory& inventory, const std::vector<NodePlaces>& places, Diagnostics& diagnostics
) {
  EndpointCheck(inventory, places, diagnostics).run();
}

}  // namespace oakprobe::inventory

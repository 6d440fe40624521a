#include "rules/walk.hpp"

#include "rules/chain_walk.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace oakprobe::rules {
namespace {

constexpr int conntrack_priority = -200;  // NF_IP_PRI_CONNTRACK

class Walker {
 public:
  Walker(const Packet& packet, const Ruleset& rules, const Ruleset* before)
      : rules_(rules), chains_(packet, before) {}

  [[nodiscard]] WalkResult walk() && {
    const std::string_view family = chains_.state().packet.destination.is_v4() ? "ip" : "ip6";
    if (chains_.state().packet.leaves) {
      pass_hook(Hook::output, {family, "inet"}, Truth::yes);
      pass_hook(Hook::postrouting, {family, "inet"}, Truth::yes);
      pass_devices({Hook::output, Hook::postrouting});
      chains_.state().devices_not_known = true;
      pass_hook(Hook::egress, {"netdev", "netdev"}, Truth::not_known);
    } else {
      // Which device a chain of netdev sees is not always told, nor which devices are beneath one.
      chains_.state().devices_not_known = true;
      pass_hook(Hook::ingress, {"netdev", "inet"}, Truth::not_known);
      pass_devices({Hook::prerouting, Hook::input});
      pass_hook(Hook::prerouting, {family, "inet"}, Truth::yes);
      if (chains_.state().packet.container && chains_.state().translated != Truth::no) {
        go_on_to_container();
        pass_hook(Hook::forward, {family, "inet"}, Truth::yes);
      } else if (chains_.state().translated == Truth::no) {
        pass_hook(Hook::input, {family, "inet"}, Truth::yes);
      } else {
        pass_hook(Hook::input, {family, "inet"}, Truth::not_known);
        chains_.state().devices_not_known = true;
        pass_hook(Hook::forward, {family, "inet"}, Truth::not_known);
      }
    }
    chains_.result().may_pass = alive_ != Truth::no;
    if (chains_.gave_up()) chains_.result().is_sound = false;
    return std::move(chains_.result());
  }

 private:
  // As whoever translated it left it: the other rules of nat say no more.
  void go_on_to_container() {
    PacketState& state = chains_.state();
    Packet& packet = state.packet;
    state.dialled_port = packet.destination_port;
    packet.destination = packet.container->address;
    packet.destination_port = packet.container->port;
    state.translated = Truth::no;
  }

  // A bridge, which the packet passes or not.
  void pass_devices(std::array<Hook, 2> hooks) {
    chains_.state().devices_not_known = true;
    for (const Hook hook : hooks) pass_hook(hook, {"bridge", "bridge"}, Truth::not_known);
    chains_.state().devices_not_known = false;
  }

  // All base chains of a hook, in the order of their priorities.
  void pass_hook(Hook hook, std::array<std::string_view, 2> families, Truth entry) {
    std::vector<ChainPlace> places;
    for (const Table& table : rules_.tables) {
      if (table.family != families[0] && table.family != families[1]) continue;
      for (const Chain& chain : table.chains) {
        if (chain.base && chain.base->hook == hook) places.push_back({&table, &chain});
      }
    }
    const auto priority = [](const ChainPlace& place) { return place.chain->base->priority; };
    std::ranges::sort(places, {}, priority);
    for (auto begin = places.begin(); begin != places.end();) {
      const auto end = std::find_if(begin, places.end(), [&](const ChainPlace& place) {
        return priority(place) != priority(*begin);
      });
      pass_group({begin, end}, hook, entry);
      begin = end;
    }
  }

  // Which of several chains of one priority comes first is not told: where two of them can end a
  // packet, neither does for certain.
  void pass_group(std::span<const ChainPlace> group, Hook hook, Truth entry) {
    const int priority = group.front().chain->base->priority;
    chains_.state().tracked = tracked_at(hook, priority, group.front().table->family);
    const Truth before = both(alive_, entry);
    if (before == Truth::no || !chains_.result().is_sound) return;
    const std::size_t first = chains_.result().endings.size();
    std::size_t ending_chains = 0;
    std::size_t idle_chains = 0;
    bool all_pass = true;
    for (const ChainPlace& place : group) {
      const std::size_t known = chains_.result().endings.size();
      const bool passes = chains_.pass_base(place, before);
      if (group.size() > 1 && !chains_.result().is_sound) {
        // Its counters stood still: it comes behind one in which the packets end.
        chains_.result().is_sound = true;
        chains_.result().endings.resize(known);
        ++idle_chains;
        continue;
      }
      if (chains_.result().endings.size() > known) ++ending_chains;
      all_pass = all_pass && passes;
    }
    if (idle_chains > 0 && ending_chains == 0) chains_.result().is_sound = false;
    const auto endings = std::span(chains_.result().endings).subspan(first);
    if (ending_chains > 1) {
      for (Ending& ending : endings) ending.certainty = Truth::not_known;
    }
    if (!all_pass && before == Truth::yes) {
      alive_ = Truth::no;
    } else if (!endings.empty()) {
      alive_ = Truth::not_known;
    }
  }

  static Truth tracked_at(Hook hook, int priority, std::string_view family) {
    if (family == "bridge") return Truth::not_known;
    if (hook == Hook::ingress) return Truth::no;
    if (hook != Hook::prerouting && hook != Hook::output) return Truth::yes;
    if (priority == conntrack_priority) return Truth::not_known;
    return truth_of(priority > conntrack_priority);
  }

  const Ruleset& rules_;
  ChainWalk chains_;
  Truth alive_ = Truth::yes;
};

}  // namespace

WalkResult walk(const Packet& packet, const Ruleset& rules, const Ruleset* before) {
  return Walker(packet, rules, before).walk();
}

}  // namespace oakprobe::rules

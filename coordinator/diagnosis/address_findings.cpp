#include "base/parse_number.hpp"
#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/advertised.hpp"
#include "coordinator/diagnosis/finding_rules.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

namespace oakprobe::diagnosis {
namespace {

constexpr std::size_t namesakes_told_max = 4;

using AdvertisedEndpoint = std::pair<IpAddress, std::uint16_t>;
using Advertisers = std::map<AdvertisedEndpoint, std::vector<NodeId>>;

std::optional<AdvertisedEndpoint> advertised_endpoint(const FindingBook& book, NodeId worker) {
  const evidence::Facts& facts = book.facts(worker);
  const auto told = advertised_address(book.node(worker), facts);
  if (!told) return std::nullopt;
  const auto port = parse_port(facts.netcfg.public_port);
  return AdvertisedEndpoint{told->address, port.value_or(book.node(worker).tunnel.port)};
}

// By the inventory the endpoint is this worker's, and none of the others': one of those claims it.
bool is_rightful(
    const FindingBook& book,
    NodeId worker,
    const AdvertisedEndpoint& endpoint,
    const std::vector<NodeId>& all
) {
  const auto has_it = [&](NodeId one) {
    const inventory::Node& node = book.node(one);
    return tunnel_address(node).ip() == endpoint.first && node.tunnel.port == endpoint.second;
  };
  return has_it(worker) &&
         std::ranges::none_of(all, [&](NodeId other) { return other != worker && has_it(other); });
}

void tell_doubled(
    FindingBook& book,
    NodeId worker,
    const AdvertisedEndpoint& endpoint,
    const std::vector<NodeId>& all
) {
  NodeFinding finding{worker, FindingCode::advertised_address_doubled};
  finding.facts.count = all.size();
  for (const NodeId one : std::span(all).first(std::min(all.size(), namesakes_told_max)))
    finding.facts.endpoints.push_back({one, endpoint.first.to_string(), endpoint.second});
  finding.flows = tunnel_flows(book.check().inventory);
  // What another says of itself does not make this one's paths fail.
  if (is_rightful(book, worker, endpoint, all)) finding.severity = Severity::warning;
  const bool shared = std::ranges::any_of(all, [&](NodeId other) {
    return other != worker && owns(book.seen(other), endpoint.first).value_or(false);
  });
  // Only where this one alone has the address does what came of a probe tell of this one.
  const bool sole = !shared && owns(book.seen(worker), endpoint.first).value_or(false);
  finding.outranks = !sole;
  finding.only = [address = endpoint.first, shared](const FinishedPath& path) {
    // Where no other has the address, what came through proves that it leads to this one.
    const bool came = path.receipt && !path.receipt->delivered.empty();
    return path.dialled() == address && (shared || !came);
  };
  book.add(finding);
}

bool is_nobodys(const IpAddress& address) {
  static const IpPrefix translated{boost::asio::ip::make_address("192.0.0.0"), 29};
  return address.is_loopback() || address.is_unspecified() || translated.contains(address);
}

}  // namespace

void find_doubled_addresses(FindingBook& book, const std::vector<NodeId>& workers) {
  Advertisers advertisers;
  for (const NodeId worker : workers) {
    if (has_no_overlay(book.facts(worker))) continue;
    if (const auto endpoint = advertised_endpoint(book, worker))
      advertisers[*endpoint].push_back(worker);
  }
  for (const auto& [endpoint, all] : advertisers) {
    for (const NodeId worker : all) {
      const bool doubled = std::ranges::any_of(all, [&](NodeId other) {
        return is_another_host(book.seen(worker), book.seen(other));
      });
      if (doubled) tell_doubled(book, worker, endpoint, all);
    }
  }
}

void find_local_address(FindingBook& book, NodeId worker) {
  const auto told = advertised_address(book.node(worker), book.facts(worker));
  if (!told || !is_nobodys(told->address)) return;
  const auto& nodes = book.check().nodes;
  const bool has_peers = std::ranges::any_of(nodes, [&](const FinishedNode& node) {
    return is_another_host(node.observation, book.seen(worker));
  });
  if (!has_peers) return;  // all on one machine
  NodeFinding finding{worker, FindingCode::advertised_address_local};
  finding.flows = tunnel_flows(book.check().inventory);
  finding.only = [&book, worker](const FinishedPath& path) {
    return is_another_host(book.seen(path.id.source), book.seen(worker));
  };
  book.add(finding);
}

}  // namespace oakprobe::diagnosis

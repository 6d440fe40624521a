#include "coordinator/telling/segment_remedy.hpp"

#include "coordinator/telling/marked_text.hpp"

#include <array>
#include <cstddef>

namespace oakprobe::telling {
namespace {

// Of one path the lines that a security group at either end takes.
std::string devices_on_the_way(const RemedyScope& scope) {
  const std::string protocol(name_of(scope.protocol));
  if (scope.source_address.empty())
    return std::string("routers, cloud security groups") +
           (scope.protocol == Protocol::udp ? ": udp, not tcp" : "");
  const auto block = [](const std::string& address) {
    return address + (address.find(':') == std::string::npos ? "/32" : "/128");
  };
  return "routers; cloud security groups: of " + scope.source + " egress " + protocol + " " +
         std::to_string(scope.port) + " to " + block(scope.target_address) + ", of " +
         scope.target + " ingress " + protocol + " " + std::to_string(scope.port) + " from " +
         block(scope.source_address);
}

// Which of them the host has, nobody told.
std::string by_either_tool(const std::string& protocol, const std::string& port) {
  return "`ufw allow "_marked + port + "/" + protocol + "`; `firewall-cmd --add-port="_marked +
         port + "/" + protocol + "`, and again with --permanent; "_marked;
}

std::string step_for(Segment segment, const RemedyScope& scope) {
  const std::string protocol(name_of(scope.protocol));
  const std::string port = std::to_string(scope.port);
  const std::string bound = std::to_string(scope.listen_port);
  switch (segment) {
    case Segment::source_host:
      return "on " + scope.source + " look at addresses and routes (`ip addr`; `ip route`)"_marked;
    case Segment::source_firewall:
      return "on " + scope.source + " allow " + protocol + " " + port +
             " out (`nft list ruleset`; `iptables -S OUTPUT`)"_marked;
    case Segment::network:
      return "let " + protocol + " " + port + " from " + scope.source + " to " + scope.target +
             " through on the way (" + devices_on_the_way(scope) + ")";
    case Segment::target_firewall:
      return "on " + scope.target + " allow " + protocol + " " + bound + " in (" +
             (scope.target_tool ? "" : by_either_tool(protocol, bound)) +
             "`sudo nft list ruleset` shows the rule that stops it)"_marked;
    case Segment::target_host:
      return "on " + scope.target +
             " look at who listens, routes and reverse-path filter (`ss -l"_marked +
             (scope.protocol == Protocol::udp ? "u" : "t") +
             "np`; `ip route`; `sysctl net.ipv4.conf.all.rp_filter`)"_marked;
    case Segment::return_target_firewall:
      return "on " + scope.target + " let answers from " + protocol + " " + bound +
             " out (`nft list ruleset`; `iptables -S OUTPUT`)"_marked;
    case Segment::return_network:
      return "let answers from " + scope.target + "'s " + protocol + " " + port + " back to " +
             scope.source + " on the way";
    case Segment::return_source_firewall:
      return "on " + scope.source + " let answers from " + protocol + " " + port +
             " in (ct state established accept)";
  }
  return "";
}

// Where one looks first, by how often it is the reason.
constexpr std::array by_likelihood{
    Segment::target_firewall,
    Segment::network,
    Segment::source_firewall,
    Segment::target_host,
    Segment::return_target_firewall,
    Segment::return_network,
    Segment::return_source_firewall,
    Segment::source_host,
};

// One step is a sentence; several are tried in turn. More than three are no help.
constexpr std::size_t steps_max = 3;

}  // namespace

std::string remedy_by_segment(SegmentSet where, const RemedyScope& scope) {
  std::string text;
  std::size_t steps = 0;
  for (const Segment segment : by_likelihood) {
    if (!where.has(segment) || steps == steps_max) continue;
    std::string step = step_for(segment, scope);
    if (steps == 0) step.front() = static_cast<char>(step.front() - 'a' + 'A');
    text += (steps == 0 ? "" : "; if that is not it, ") + step;
    ++steps;
  }
  return text.empty() ? text : text + ".";
}

}  // namespace oakprobe::telling

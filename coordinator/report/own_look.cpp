#include "coordinator/report/own_look.hpp"

#include "coordinator/diagnosis/cause_card.hpp"
#include "coordinator/diagnosis/closer_look.hpp"

#include <algorithm>
#include <cerrno>

namespace oakprobe::report {
namespace {

using diagnosis::Cause;
using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;
using diagnosis::Segment;
using diagnosis::SegmentSet;

constexpr std::size_t commands_max = 4;
constexpr const char* units = "systemctl status netmanager nodeengine";
constexpr std::size_t segments_max = 2;  // that are looked at one by one

class Commands {
 public:
  Commands(const FinishedCheck& check, const FinishedPath& path)
      : source_(check.inventory.node(path.id.source).name),
        target_(check.inventory.node(path.id.target).name),
        flow_(check.inventory.flow(path.id.flow, path.id.target)),
        protocol_(name_of(flow_.protocol)),
        port_(std::to_string(path.port)),
        listen_port_(std::to_string(path.listen_port != 0 ? path.listen_port : path.port)),
        misled_(path.sights && !(*path.sights)[evidence::Sight::other_port].empty()),
        address_(
            path.dial && path.dial->dialled ? unmapped(*path.dial->dialled).to_string()
                                            : path.address->text()
        ),
        source_address_(check.nodes[index_of(path.id.source)].address.text()) {}

  void on_source(std::string command) { add(source_, std::move(command)); }
  void on_target(std::string command) { add(target_, std::move(command)); }

  void watch_source() { on_source("tcpdump -ni any " + protocol_ + " port " + port_); }
  // A wrong forward leads what comes to another port.
  void watch_target() {
    on_target("tcpdump -ni any " + protocol_ + (misled_ ? "" : " port " + listen_port_));
  }

  void listener() {
    on_target(
        "ss -l" + std::string(protocol_ == "udp" ? "u" : "t") + "np 'sport = :" + listen_port_ + "'"
    );
    if (flow_.service == inventory::Service::tunnel) on_target(units);
  }

  // What NetManager, or NodeEngine, was told.
  void configuration(bool of_target) {
    const bool tunnel = flow_.service == inventory::Service::tunnel;
    std::string command = "cat /etc/oakestra/conf.json /etc/netmanager/netcfg.json";
    if (tunnel) command = "cat /etc/netmanager/*cfg.json; ip -4 route";
    const std::string& component = of_target ? flow_.component : flow_.dialler;
    const inventory::Via via = of_target ? flow_.via_target : flow_.via_source;
    const bool in_container = via == inventory::Via::docker;
    if (!tunnel && in_container && !component.empty()) command = "docker inspect " + component;
    of_target ? on_target(std::move(command)) : on_source(std::move(command));
    if (tunnel && of_target) listener();
    if (tunnel && !of_target) on_source(units);
  }

  // back: what is narrow is the way back. Echo replies may be fragmented: they tell nothing.
  void full_packet(std::uint16_t bytes, bool back) {
    constexpr unsigned icmp_header = 8;
    const bool ipv6 = address_.find(':') != std::string::npos;
    const std::string ping =
        "ping -M do -c 3 -s " + std::to_string(bytes - (ipv6 ? 40U : 20U) - icmp_header) + " ";
    if (back) return on_target(ping + source_address_);
    on_source(ping + address_);
  }

  void inspect(Segment segment) {
    switch (segment) {
      case Segment::source_host:
        on_source("ip route get " + address_);
        break;
      case Segment::source_firewall:
      case Segment::return_source_firewall:
        on_source("nft list ruleset");
        watch_source();
        break;
      case Segment::network:
      case Segment::return_network:
        watch_source();
        watch_target();
        break;
      case Segment::target_firewall:
      case Segment::return_target_firewall:
        watch_target();
        on_target("nft list ruleset");
        break;
      case Segment::target_host:
        listener();
        break;
    }
  }

  [[nodiscard]] const std::string& address() const { return address_; }
  [[nodiscard]] std::vector<NamedWords> take() { return std::move(commands_); }

 private:
  void add(const std::string& host, std::string command) {
    const bool told = std::ranges::any_of(commands_, [&](const NamedWords& one) {
      return one.name == host && one.words == command;
    });
    if (!told && commands_.size() < commands_max) commands_.push_back({host, std::move(command)});
  }

  const std::string& source_;
  const std::string& target_;
  const inventory::Flow& flow_;
  std::string protocol_;
  std::string port_;
  std::string listen_port_;
  bool misled_;
  std::string address_;
  std::string source_address_;
  std::vector<NamedWords> commands_;
};

std::uint16_t full_bytes(const FinishedPath& path, Protocol protocol) {
  if (!path.look) return 0;
  if (protocol == Protocol::udp) {
    const auto sizes = diagnosis::sizes_of(*path.look);
    return sizes ? sizes->full : std::uint16_t{0};
  }
  const auto segments = diagnosis::segments_of(*path.look);
  return segments ? segments->full : std::uint16_t{0};
}

bool is_way_back(SegmentSet where) {
  constexpr SegmentSet back{
      Segment::return_target_firewall, Segment::return_network, Segment::return_source_firewall};
  return !where.empty() && where.is_within(back);
}

// ICMP passes a filter or queue of the source's own that drops the tunnel's packets.
bool is_of_own_queue(const FinishedPath& path) {
  return path.look && !path.look->seen.sizes.empty() &&
         path.look->seen.sizes.front().error == ENOBUFS;
}

// What the cause calls for. False: the place says what else to look at.
bool inspect_cause(Commands& commands, const FinishedPath& path, Protocol protocol) {
  switch (*path.verdict->cause) {
    case Cause::name_resolution:
      commands.on_source("getent ahosts " + path.address->text());
      return true;
    case Cause::mtu:
      if (is_of_own_queue(path)) {
        commands.on_source("tc -s qdisc show; tc filter show dev INTERFACE egress");
        commands.on_source("nft list ruleset");
        return true;
      }
      if (const std::uint16_t full = full_bytes(path, protocol); full > 0)
        commands.full_packet(full, is_way_back(path.verdict->where));
      commands.on_source("ip route get " + commands.address());
      return false;
    case Cause::no_route:
      commands.on_source("ip route get " + commands.address());
      commands.on_source("ip -br link");
      return true;
    case Cause::unreachable_host:
      commands.on_source("ip route get " + commands.address());
      commands.on_source("ip neigh");
      return true;
    case Cause::config_mismatch:
      commands.configuration(!path.verdict->where.has(Segment::source_host));
      return true;
    case Cause::reverse_path:
      commands.on_target("nstat -az TcpExtIPReversePathFilter");
      commands.on_target("sysctl -a -r '\\.rp_filter'");
      return true;
    case Cause::source_rewritten:
      commands.watch_target();
      return true;
    default:
      return false;
  }
}

}  // namespace

std::vector<NamedWords> own_look(const FinishedCheck& check, const FinishedPath& path) {
  const diagnosis::Judgement& verdict = *path.verdict;
  if (diagnosis::is_as_expected(verdict) || path.accepted ||
      (verdict.cause && diagnosis::is_of_instrument(*verdict.cause)))
    return {};
  Commands commands(check, path);
  const Protocol protocol = check.inventory.flow(path.id.flow).protocol;
  if (verdict.cause && inspect_cause(commands, path, protocol)) return commands.take();
  const auto segments = verdict.where.in_order();
  if (segments.size() > segments_max || segments.empty()) {
    // Who sees it last is where it ends.
    commands.watch_source();
    commands.watch_target();
  } else {
    for (const Segment segment : segments) commands.inspect(segment);
  }
  if (segments.empty()) commands.listener();
  return commands.take();
}

}  // namespace oakprobe::report

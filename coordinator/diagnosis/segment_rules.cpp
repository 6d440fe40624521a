#include "coordinator/diagnosis/closer_look.hpp"
#include "coordinator/diagnosis/names.hpp"
#include "coordinator/diagnosis/rules.hpp"

namespace oakprobe::diagnosis {
namespace {

constexpr SegmentSet way_out{Segment::source_firewall, Segment::network, Segment::target_firewall};
constexpr SegmentSet way_back{
    Segment::return_target_firewall, Segment::return_network, Segment::return_source_firewall};

bool asked_a_service(const Scene& scene) {
  return scene.dial() != nullptr && scene.dial()->service.has_value();
}

std::string what_fails(const Scene& scene, const Names& names, const SegmentCount& segments) {
  const std::string packets = " (packets of " + std::to_string(segments.full) + " bytes)";
  if (asked_a_service(scene)) {
    return segments.out_passed == false
               ? "a request that fills whole segments" + packets + " does not arrive"
               : "an answer that fills whole segments" + packets + " does not come back";
  }
  if (segments.back_passed == true) return "full ones" + packets + " do not arrive";
  if (segments.out_passed == true)
    return "full ones" + packets + " do not come back from " + names.target;
  return "full ones" + packets + " pass in neither direction";
}

SegmentSet where_of(const SegmentCount& segments) {
  return segments.out_passed == false ? way_out : way_back;
}

std::string remedy(const Scene& scene, const Names& names, const SegmentCount& segments) {
  const std::string largest = std::to_string(segments.largest);
  const bool ipv6 = scene.dialled && scene.dialled->is_v6();
  return "Where the way between " + names.source + " and " + names.target +
         " narrows, clamp the MSS (nft add rule inet filter forward tcp flags syn tcp option "
         "maxseg size set rt mtu), or let ICMP \"" +
         (ipv6 ? "packet too big" : "fragmentation needed") +
         "\" pass; else make both ends send less: \"mtu\": " + largest +
         " in /etc/docker/daemon.json (driver_opts com.docker.network.driver.mtu for the networks "
         "of a compose file; then make them anew), and on the hosts ip link set dev INTERFACE "
         "mtu " +
         largest + ".";
}

}  // namespace

std::optional<Verdict> judge_segments(const Scene& scene) {
  if (scene.udp) return std::nullopt;
  const auto segments = segments_of(*scene.evidence);
  if (!segments || !segments->is_narrow()) return std::nullopt;
  const Names names = names_of(scene);
  Verdict verdict;
  verdict.status = Status::degraded;
  verdict.cause = Cause::mtu;
  verdict.where = where_of(*segments);
  const std::string_view small = asked_a_service(scene) ? "'s requests in short segments reach "
                                                        : "'s handshakes and short segments reach ";
  verdict.message = names.source + std::string(small) + names.where + ", but " +
                    what_fails(scene, names, *segments) + ": what is longer than " +
                    std::to_string(segments->largest) +
                    " bytes vanishes without a word (a black hole). Connections are made, and hang "
                    "as soon as they carry more: deployments, large answers.";
  verdict.fix = remedy(scene, names, *segments);
  return verdict;
}

}  // namespace oakprobe::diagnosis

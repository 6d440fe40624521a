#include "coordinator/diagnosis/closer_look.hpp"
#include "coordinator/telling/names.hpp"
#include "coordinator/telling/rule_words.hpp"

#include <cerrno>

// Paths on which packets of full size do not pass.
namespace oakprobe::telling {
namespace {

bool is_ipv6(const Scene& scene) { return scene.dialled && scene.dialled->is_v6(); }

// What the source's own kernel made of the largest packet.
int own_error(const Scene& scene) { return scene.evidence->look->seen.sizes.front().error; }

std::string why_lost(const Scene& scene, const SizeCount& sizes, const Names& names) {
  if (own_error(scene) == ENOBUFS)
    return names.source +
           "'s own kernel drops them (ENOBUFS: an egress filter or queue, such as tc)";
  if (own_error(scene) == EMSGSIZE) return names.source + "'s own link does not take them";
  if (sizes.icmp_mtu > 0 && sizes.icmp_from) {
    return sizes.icmp_from->to_string() + " says that " + std::to_string(sizes.icmp_mtu) +
           " bytes are the most that its next link takes";
  }
  if (sizes.largest == 0) return "only fragments pass";
  return "what is longer than " + std::to_string(sizes.largest) +
         " bytes vanishes without a word (a black hole: " + names.source +
         " is not told to send less)";
}

// tun_bytes: of the TUN (MTUSize), which every tunnel `that` takes; full_bytes: of the IP packet
// that did not pass.
std::string tunnel_mtu_fix(int tun_bytes, std::uint16_t full_bytes, const std::string& that) {
  return "Set \"MTUSize\": " + std::to_string(tun_bytes) +
         " in /etc/netmanager/tuncfg.json on every worker" + that +
         " and restart NetManager, then NodeEngine; or raise the MTU of the link between to " +
         std::to_string(full_bytes) + " bytes or more.";
}

std::string size_fix(
    const Scene& scene, const Judgement& judgement, const SizeCount& sizes, const Names& names
) {
  if (own_error(scene) == ENOBUFS)
    return "On " + names.source +
           " find the egress filter or queue that drops longer packets (`tc -s qdisc show`; `tc "
           "filter show dev INTERFACE egress`; `nft list ruleset`, tables netdev)."_marked;
  if (judgement.tunnel_bytes != 0)
    return tunnel_mtu_fix(
        judgement.tunnel_bytes, sizes.full, " (the most that every tunnel takes which was tried)"
    );
  // The ladder's own result, where it has one: an MTU that somebody tells may still be too large.
  const int headers = evidence::header_bytes(is_ipv6(scene));
  if (sizes.largest > headers)
    return tunnel_mtu_fix(sizes.largest - headers, sizes.full, " of these paths");
  return "Raise the MTU between " + names.source + " and " + names.target + " to " +
         std::to_string(sizes.full) + " bytes or more.";
}

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

std::string segment_fix(const Scene& scene, const Names& names, const SegmentCount& segments) {
  const std::string largest = std::to_string(segments.largest);
  return "Where the way between " + names.source + " and " + names.target +
         " narrows, clamp the MSS (`nft add rule inet filter forward tcp flags syn tcp option "
         "maxseg size set rt mtu`), or let ICMP \""_marked +
         (is_ipv6(scene) ? "packet too big" : "fragmentation needed") +
         "\" pass; else make both ends send less: \"mtu\": " + largest +
         " in /etc/docker/daemon.json (driver_opts com.docker.network.driver.mtu for the networks "
         "of a compose file; then make them anew), and on the hosts `ip link set dev INTERFACE "
         "mtu "_marked +
         largest + "`."_marked;
}

}  // namespace

Told tell_full_packets_lost(const Scene& scene, const Judgement& judgement) {
  const auto sizes = sizes_of(*scene.evidence);
  if (!sizes) return tell_opened(scene, judgement);
  const Names names = names_of(scene);
  return {
      names.source + "'s small probes reach " + names.where + ", but full tunnel packets of " +
          std::to_string(sizes->full) + " bytes do not: " + why_lost(scene, *sizes, names) +
          (sizes->fragments_pass ? "; in fragments they get through"
                                 : "; in fragments they are lost, too") +
          ".",
      size_fix(scene, judgement, *sizes, names)};
}

Told tell_full_segments_lost(const Scene& scene, const Judgement& judgement) {
  const auto segments = segments_of(*scene.evidence);
  if (!segments) return tell_opened(scene, judgement);
  const Names names = names_of(scene);
  const std::string small = asked_a_service(scene) ? "'s requests in short segments reach "
                                                   : "'s handshakes and short segments reach ";
  return {
      names.source + small + names.where + ", but " + what_fails(scene, names, *segments) +
          ": what is longer than " + std::to_string(segments->largest) +
          " bytes vanishes without a word (a black hole). Connections are made, and hang "
          "as soon as they carry more: deployments, large answers.",
      segment_fix(scene, names, *segments)};
}

}  // namespace oakprobe::telling

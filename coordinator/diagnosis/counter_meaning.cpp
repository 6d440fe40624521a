#include "coordinator/diagnosis/counter_meaning.hpp"

#include <array>

namespace oakprobe::diagnosis {
namespace {

using enum CounterPlace;
constexpr auto any = CounterFamily::any;
constexpr auto v4 = CounterFamily::ipv4;
constexpr auto v6 = CounterFamily::ipv6;
constexpr auto whole = CounterDamage::none;
constexpr auto on_link = CounterDamage::link;
constexpr auto in_header = CounterDamage::header;

constexpr const char* ring = "receive ring ran over";
constexpr const char* ring_setting = "its ring (ethtool -G INTERFACE rx)";
constexpr const char* memory = "memory for sockets ran out";

constexpr CounterMeaning at(CounterPlace place, CounterFamily family, const char* why) {
  return {place, family, whole, why, nullptr, nullptr};
}

constexpr CounterMeaning damaged(
    CounterPlace place, CounterFamily family, CounterDamage damage, const char* why
) {
  return {place, family, damage, why, nullptr, nullptr};
}

constexpr CounterMeaning limit(
    CounterPlace place, CounterFamily family, const char* what, const char* setting
) {
  return {place, family, whole, what, what, setting};
}

// In order of evidence::LossCounter.
constexpr std::array<CounterMeaning, evidence::loss_counter_count> meanings{
    damaged(ip_in, v4, in_header, "IP headers that are not valid"),
    at(ip_in, v4, "addresses that it does not take"),
    at(ip_in, v4, "discarded before the filters"),
    at(ip_in, v4, "no route for what came in"),
    damaged(ip_in, v4, in_header, "packets that were cut off"),
    damaged(ip_in, v4, in_header, "wrong IP header checksums"),
    at(answer_way, v4, "no route for what it sends"),
    damaged(ip_in, v6, in_header, "IPv6 headers that are not valid"),
    at(ip_in, v6, "addresses that it does not take"),
    at(ip_in, v6, "discarded before the filters"),
    at(ip_in, v6, "no route for what came in"),
    damaged(ip_in, v6, in_header, "packets that were cut off"),
    at(answer_way, v6, "no route for what it sends"),
    at(errors, v4, "ICMP errors with a wrong checksum"),
    at(errors, v6, "ICMPv6 errors with a wrong checksum"),
    at(errors, v4, "ICMP errors that it kept back"),
    at(errors, v4, "ICMP errors that it kept back"),
    at(errors, v6, "ICMPv6 errors that it kept back"),
    at(errors, any, "ICMP errors that it did not believe"),
    at(errors, any, "ICMP errors that it dropped"),
    limit(udp, v4, memory, "net.ipv4.udp_mem"),
    limit(udp, v6, memory, "net.ipv4.udp_mem"),
    at(tcp, any, "SYNs that a listener dropped"),
    limit(tcp, any, "queue of half-open connections ran over", "net.ipv4.tcp_max_syn_backlog"),
    at(tcp, any, "handshakes ended with a wrong SYN cookie"),
    at(tcp, any, "segments without the MD5 signature that its socket wants"),
    at(tcp, any, "segments with an MD5 signature that its socket does not want"),
    at(tcp, any, "segments with a wrong MD5 signature"),
    at(tcp, any, "segments without the TCP-AO signature that its socket wants"),
    at(tcp, any, "segments with a wrong TCP-AO signature"),
    at(tcp, any, "segments with a TCP-AO key that it does not know"),
    at(tcp, any, "segments with a hop limit below what its socket wants"),
    at(tcp, any, "SYNs with an old timestamp: several hosts behind one address"),
    at(tcp, any, "SYN-ACKs with an old timestamp"),
    at(tcp, any, "segments with an old timestamp"),
    at(tcp, any, "SYNs with an old timestamp: several hosts behind one address"),
    at(tcp, any, "handshakes that echo a wrong timestamp"),
    limit(tcp, any, "backlog of a TCP socket ran over", "net.ipv4.tcp_rmem"),
    limit(tcp, any, "memory reserve was all that was left", "its memory"),
    limit(tcp, any, "receive queue of a TCP socket ran over", "net.ipv4.tcp_rmem"),
    limit(tcp, any, "memory for TCP ran out", "net.ipv4.tcp_mem"),
    at(tracking, any, "flows that connection tracking could not enter"),
    at(ipsec_in, any, "packets that no IPsec policy allows"),
    at(ipsec_in, any, "packets that an IPsec policy blocks"),
    at(ipsec_in, any, "packets that are not protected as its IPsec policy wants"),
    at(ipsec_in, any, "IPsec packets without a state (key) for them"),
    at(ipsec_in, any, "IPsec packets that its keys do not open"),
    at(ipsec_out, any, "packets without an IPsec state (key)"),
    at(ipsec_out, any, "packets that an IPsec policy blocks"),
    at(receive, any, "frames that the interface dropped"),
    limit(receive, any, ring, ring_setting),
    limit(receive, any, ring, ring_setting),
    limit(receive, any, ring, ring_setting),
    damaged(receive, any, on_link, "frames damaged on the last link: cable, port, duplex"),
    damaged(receive, any, on_link, "frames damaged on the last link: cable, port, duplex"),
    damaged(receive, any, on_link, "frames of a wrong length, or longer than its MTU"),
    at(receive, any, "frames that the interface could not take"),
    at(receive, any, "frames for an interface that takes none, such as a bond's idle port"),
    at(transmit, any, "frames that the interface did not send"),
    at(transmit, any, "its link failed while it sent"),
    at(transmit, any, "frames that the interface did not send"),
    at(transmit, any, "frames that the interface did not send"),
    at(transmit, any, "frames that the interface did not send"),
};
static_assert(meanings.back().why != nullptr);

}  // namespace

const CounterMeaning& meaning_of(evidence::LossCounter counter) {
  return meanings[static_cast<std::size_t>(counter)];
}

}  // namespace oakprobe::diagnosis

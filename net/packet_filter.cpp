#include "net/packet_filter.hpp"

#include "base/big_endian.hpp"
#include "base/check.hpp"
#include "wire/datagram.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if_arp.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>

namespace oakprobe::net {
namespace {

constexpr std::uint32_t whole_packet = 0x4'0000;

constexpr std::uint8_t tcp_syn = 0x02;
constexpr std::uint8_t tcp_reset = 0x04;
constexpr std::uint8_t tcp_ack = 0x10;

// Byte offsets from the start of each header.
constexpr std::uint32_t udp_payload = 8;
constexpr std::uint32_t tcp_flags = 13;
constexpr std::uint32_t ipv4_fragment = 6;
constexpr std::uint32_t ipv4_protocol = 9;
constexpr std::uint32_t ipv6_next_header = 6;
constexpr std::uint32_t ipv6_bytes = 40;
constexpr std::uint32_t icmp_quote = 8;
constexpr std::uint32_t neighbour_target_end = 20;  // its last word, behind the ICMPv6 header
constexpr std::uint32_t ipv6_source_end = 20;
constexpr std::uint32_t ipv6_destination_end = 36;
constexpr std::uint32_t arp_protocol = 2;
constexpr std::uint32_t arp_operation = 6;
constexpr std::uint32_t arp_sender = 14;
constexpr std::uint32_t arp_target = 24;

constexpr std::uint32_t fragment_offset_mask = 0x1fff;

// Classic BPF has a register A, an index register X and forward jumps only. A conditional jump
// reaches 255 instructions at most; so each one here skips, or does not skip, a BPF_JA, which has
// 32 bits.
class Program {
 public:
  using Label = std::size_t;

  [[nodiscard]] Label label() {
    labels_.push_back(0);
    return labels_.size() - 1;
  }
  void place(Label label) { labels_[label] = code_.size(); }

  void operation(int code, std::uint32_t k = 0) { add(code, 0, 0, k); }
  void load_byte(std::uint32_t at) { operation(BPF_LD | BPF_B | BPF_ABS, at); }
  void load_half(std::uint32_t at) { operation(BPF_LD | BPF_H | BPF_ABS, at); }
  void load_word(std::uint32_t at) { operation(BPF_LD | BPF_W | BPF_ABS, at); }
  void load_byte_behind_x(std::uint32_t at) { operation(BPF_LD | BPF_B | BPF_IND, at); }
  void load_half_behind_x(std::uint32_t at) { operation(BPF_LD | BPF_H | BPF_IND, at); }
  void load_word_behind_x(std::uint32_t at) { operation(BPF_LD | BPF_W | BPF_IND, at); }

  void go(Label to) {
    jumps_.emplace_back(code_.size(), to);
    operation(BPF_JMP | BPF_JA);
  }
  void if_equal(std::uint32_t value, Label to) { jump_if(BPF_JEQ, value, to); }
  void if_any_bit(std::uint32_t bits, Label to) { jump_if(BPF_JSET, bits, to); }
  void unless_equal(std::uint32_t value, Label to) {
    add(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, value);
    go(to);
  }

  // One instruction a number, in pieces that a conditional jump can leave.
  template <class Number>
  void if_one_of(const std::vector<Number>& numbers, Label to) {
    constexpr std::size_t piece_max = 250;
    for (std::span<const Number> rest = numbers; !rest.empty();) {
      const auto piece = rest.first(std::min(rest.size(), piece_max));
      for (std::size_t i = 0; i < piece.size(); ++i) {
        add(BPF_JMP | BPF_JEQ | BPF_K, piece.size() - i, 0, piece[i]);
      }
      operation(BPF_JMP | BPF_JA, 1);
      go(to);
      rest = rest.subspan(piece.size());
    }
  }

  [[nodiscard]] std::vector<sock_filter> finish() && {
    for (const auto& [from, to] : jumps_) {
      CHECK(labels_[to] > from);
      code_[from].k = static_cast<std::uint32_t>(labels_[to] - from - 1);
    }
    CHECK(code_.size() <= BPF_MAXINSNS);
    return std::move(code_);
  }

 private:
  void jump_if(int condition, std::uint32_t value, Label to) {
    add(BPF_JMP | condition | BPF_K, 0, 1, value);
    go(to);
  }
  void add(int code, std::size_t yes, std::size_t no, std::uint32_t k) {
    code_.push_back(
        {static_cast<std::uint16_t>(code),
         static_cast<std::uint8_t>(yes),
         static_cast<std::uint8_t>(no),
         k}
    );
  }

  std::vector<sock_filter> code_;
  std::vector<std::size_t> labels_;
  std::vector<std::pair<std::size_t, Label>> jumps_;
};

// The parts of the program, in the order in which they are placed: jumps lead forward only.
struct Parts {
  explicit Parts(Program& program)
      : arp(program.label()),
        icmp4(program.label()),
        icmp6(program.label()),
        neighbour6(program.label()),
        quoted(program.label()),
        udp(program.label()),
        udp_ports(program.label()),
        quoted_tcp(program.label()),
        tcp(program.label()),
        reject(program.label()),
        accept(program.label()) {}

  Program::Label arp, icmp4, icmp6, neighbour6, quoted, udp, udp_ports, quoted_tcp, tcp, reject,
      accept;
};

// Sets X to where the transport header begins, and goes to its part.
void add_network_header(Program& program, const Parts& to) {
  const auto ipv6 = program.label();
  program.load_byte(0);
  program.operation(BPF_ALU | BPF_RSH | BPF_K, 4);
  program.if_equal(6, ipv6);
  program.if_equal(0, to.arp);
  program.unless_equal(4, to.reject);
  program.load_half(ipv4_fragment);
  program.if_any_bit(fragment_offset_mask, to.reject);
  program.operation(BPF_LDX | BPF_B | BPF_MSH, 0);  // 4 * (byte & 0xf)
  program.load_byte(ipv4_protocol);
  program.if_equal(IPPROTO_UDP, to.udp);
  program.if_equal(IPPROTO_TCP, to.tcp);
  program.if_equal(IPPROTO_ICMP, to.icmp4);
  program.go(to.reject);

  program.place(ipv6);
  const auto no_options = program.label();
  program.operation(BPF_LDX | BPF_W | BPF_IMM, ipv6_bytes);
  program.load_byte(ipv6_next_header);
  program.unless_equal(IPPROTO_HOPOPTS, no_options);
  program.load_byte(ipv6_bytes + 1);  // its length in units of 8 bytes, the first one not counted
  program.operation(BPF_ALU | BPF_LSH | BPF_K, 3);
  program.operation(BPF_ALU | BPF_ADD | BPF_K, ipv6_bytes + 8);
  program.operation(BPF_MISC | BPF_TAX);
  program.load_byte(ipv6_bytes);
  program.place(no_options);
  program.if_equal(IPPROTO_UDP, to.udp);
  program.if_equal(IPPROTO_TCP, to.tcp);
  program.if_equal(IPPROTO_ICMPV6, to.icmp6);
  program.go(to.reject);
}

// X is at the ICMP header; moves it to the quoted transport header.
void add_icmp(Program& program, const Parts& to) {
  constexpr std::uint32_t protocol_cell = 0;
  constexpr std::uint32_t offset_cell = 1;
  const auto error4 = program.label();
  program.place(to.icmp4);
  program.load_byte_behind_x(0);
  program.if_equal(3, error4);   // destination unreachable
  program.if_equal(11, error4);  // time exceeded
  program.unless_equal(12, to.reject);
  program.place(error4);
  program.load_half_behind_x(icmp_quote + ipv4_fragment);
  program.if_any_bit(fragment_offset_mask, to.reject);
  program.load_byte_behind_x(icmp_quote + ipv4_protocol);
  program.operation(BPF_ST, protocol_cell);
  program.load_byte_behind_x(icmp_quote);
  program.operation(BPF_ALU | BPF_AND | BPF_K, 0xf);
  program.operation(BPF_ALU | BPF_LSH | BPF_K, 2);
  program.operation(BPF_ALU | BPF_ADD | BPF_X);
  program.operation(BPF_ALU | BPF_ADD | BPF_K, icmp_quote);
  program.operation(BPF_ST, offset_cell);
  program.go(to.quoted);

  program.place(to.icmp6);
  program.load_byte_behind_x(0);
  program.if_equal(ND_NEIGHBOR_SOLICIT, to.neighbour6);
  program.if_equal(ND_NEIGHBOR_ADVERT, to.neighbour6);
  program.if_equal(0, to.reject);
  program.operation(BPF_ALU | BPF_SUB | BPF_K, 1);
  program.if_any_bit(~3U, to.reject);  // 1 unreachable, 2 too big, 3 time exceeded, 4 parameter
  program.load_byte_behind_x(icmp_quote + ipv6_next_header);
  program.operation(BPF_ST, protocol_cell);
  program.operation(BPF_MISC | BPF_TXA);
  program.operation(BPF_ALU | BPF_ADD | BPF_K, icmp_quote + ipv6_bytes);
  program.operation(BPF_ST, offset_cell);

  program.place(to.quoted);
  program.operation(BPF_LDX | BPF_W | BPF_MEM, offset_cell);
  program.operation(BPF_LD | BPF_W | BPF_MEM, protocol_cell);
  program.if_equal(IPPROTO_UDP, to.udp_ports);
  program.if_equal(IPPROTO_TCP, to.quoted_tcp);
  program.go(to.reject);
}

// Who asks for one of our addresses, whom we ask, and the answers.
void add_neighbours(Program& program, const Parts& to, const std::vector<IpAddress>& addresses) {
  std::vector<std::uint32_t> ipv4;
  std::vector<std::uint32_t> ipv6_ends;
  for (const IpAddress& address : addresses) {
    if (address.is_v4()) {
      ipv4.push_back(address.to_v4().to_uint());
    } else {
      const auto bytes = address.to_v6().to_bytes();
      ipv6_ends.push_back(load_big_endian<std::uint32_t>(
          std::as_bytes(std::span(bytes)).last<sizeof(std::uint32_t)>()
      ));
    }
  }
  const bool too_many = addresses.size() > filter_addresses_max;
  const auto operation = program.label();
  program.place(to.arp);
  program.load_half(arp_protocol);
  program.unless_equal(ETH_P_IP, to.reject);
  program.load_half(arp_operation);
  program.if_equal(ARPOP_REPLY, operation);
  program.unless_equal(ARPOP_REQUEST, to.reject);
  program.place(operation);
  if (too_many) program.go(to.accept);
  program.load_word(arp_sender);
  program.if_one_of(ipv4, to.accept);
  program.load_word(arp_target);
  program.if_one_of(ipv4, to.accept);
  program.go(to.reject);

  program.place(to.neighbour6);
  if (too_many) program.go(to.accept);
  program.load_word_behind_x(neighbour_target_end);
  program.if_one_of(ipv6_ends, to.accept);
  program.load_word(ipv6_source_end);
  program.if_one_of(ipv6_ends, to.accept);
  program.load_word(ipv6_destination_end);
  program.if_one_of(ipv6_ends, to.accept);
  program.go(to.reject);
}

void add_udp(
    Program& program, const Parts& to, const std::vector<std::uint16_t>& ports, bool too_many
) {
  program.place(to.udp);
  if (ports.empty()) program.go(to.reject);
  program.load_word_behind_x(udp_payload);
  program.if_equal(wire::datagram_magic, to.accept);
  program.go(to.reject);
  program.place(to.udp_ports);
  if (too_many) return program.go(to.accept);
  program.load_half_behind_x(2);
  program.if_one_of(ports, to.accept);
  program.load_half_behind_x(0);
  program.if_one_of(ports, to.accept);
  program.go(to.reject);
}

void add_tcp(
    Program& program, const Parts& to, const std::vector<std::uint16_t>& ports, bool too_many
) {
  const auto reset = program.label();
  const auto from_port = program.label();
  program.place(to.tcp);
  if (ports.empty()) program.go(to.reject);
  program.load_byte_behind_x(tcp_flags);
  program.if_any_bit(tcp_reset, reset);
  program.operation(BPF_ALU | BPF_AND | BPF_K, tcp_syn | tcp_ack);
  program.if_equal(tcp_syn, to.accept);
  program.if_equal(tcp_syn | tcp_ack, from_port);
  program.go(to.reject);
  program.place(to.quoted_tcp);
  program.place(reset);
  if (!too_many) {
    program.load_half_behind_x(2);
    program.if_one_of(ports, to.accept);
  }
  program.place(from_port);
  if (too_many) return program.go(to.accept);
  program.load_half_behind_x(0);
  program.if_one_of(ports, to.accept);
  program.go(to.reject);
}

std::vector<std::uint16_t> distinct(std::vector<std::uint16_t> ports) {
  std::ranges::sort(ports);
  ports.erase(std::unique(ports.begin(), ports.end()), ports.end());
  return ports;
}

// Negative offsets are the kernel's own: the packet's type, the link-layer header.
void add_upper_frames(Program& program, const Parts& to, const std::vector<MacAddress>& own) {
  constexpr auto packet_type = static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_PKTTYPE);
  constexpr auto link_header = static_cast<std::uint32_t>(SKF_LL_OFF);
  const auto is_ours = program.label();
  program.load_byte(packet_type);
  program.unless_equal(PACKET_OTHERHOST, to.reject);
  for (const MacAddress& address : own) {
    const auto next = program.label();
    const auto bytes = std::as_bytes(std::span(address));
    program.load_word(link_header);
    program.unless_equal(load_big_endian<std::uint32_t>(bytes), next);
    program.load_half(link_header + 4);
    program.if_equal(load_big_endian<std::uint16_t>(bytes.subspan(4)), is_ours);
    program.place(next);
  }
  program.go(to.reject);
  program.place(is_ours);
}

std::vector<sock_filter> filter_of(const TapScope& scope, FilterStart start, bool upper) {
  Program program;
  const Parts parts(program);
  if (upper) add_upper_frames(program, parts, scope.upper_addresses);
  if (start == FilterStart::network_header) {
    add_network_header(program, parts);
  } else {
    program.operation(BPF_LDX | BPF_W | BPF_IMM, 0);
    program.go(start == FilterStart::udp_header ? parts.udp : parts.tcp);
  }
  add_icmp(program, parts);
  add_neighbours(program, parts, scope.addresses);
  const auto udp = distinct(scope.udp);
  const auto tcp = distinct(scope.tcp);
  const bool too_many = udp.size() + tcp.size() > filter_ports_max;
  add_udp(program, parts, udp, too_many);
  add_tcp(program, parts, tcp, too_many);
  program.place(parts.reject);
  program.operation(BPF_RET | BPF_K, 0);
  program.place(parts.accept);
  program.operation(BPF_RET | BPF_K, whole_packet);
  return std::move(program).finish();
}

}  // namespace

std::vector<sock_filter> tap_filter(const TapScope& scope, FilterStart start) {
  return filter_of(scope, start, false);
}

std::vector<sock_filter> upper_tap_filter(const TapScope& scope) {
  return filter_of(scope, FilterStart::network_header, true);
}

std::vector<sock_filter> reject_all_filter() { return {{BPF_RET | BPF_K, 0, 0, 0}}; }

}  // namespace oakprobe::net

#include "net/container_names.hpp"

#include "net/interface_addresses.hpp"
#include "packets/resolver_files.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <netdb.h>
#include <resolv.h>
#include <utility>

#include <arpa/nameser.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace oakprobe::net {
namespace {

constexpr std::uint16_t domain_port = 53;
constexpr std::size_t answer_bytes_max = 4'096;
constexpr int tries = 2;

// The C library's own resolver, told another configuration than /etc/resolv.conf (resolver(3)).
class Resolver {
 public:
  explicit Resolver(const packets::ResolverConfig& config) {
    usable_ = ::res_ninit(&state_) == 0;
    if (!usable_) return;
    state_.retrans = 1;
    state_.retry = tries;
    state_.ndots = config.dots & 0xfU;
    state_.options &= ~static_cast<unsigned long>(RES_ROTATE);
    set_servers(config.servers);
    set_search(config.search);
  }
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;
  ~Resolver() {
    if (usable_) ::res_nclose(&state_);
  }

  // Appends the name's addresses of that type (ns_t_a, ns_t_aaaa). 0, or EAI_*.
  int ask(const std::string& name, ns_type type, std::vector<IpAddress>& addresses) {
    if (!usable_) return EAI_SYSTEM;
    std::array<unsigned char, answer_bytes_max> answer{};
    const int size =
        ::res_nsearch(&state_, name.c_str(), ns_c_in, type, answer.data(), int{answer.size()});
    if (size < 0) return state_.res_h_errno == TRY_AGAIN ? EAI_AGAIN : EAI_NONAME;
    ns_msg message{};
    const int whole = std::min(size, int{answer.size()});
    if (::ns_initparse(answer.data(), whole, &message) != 0) return EAI_FAIL;
    for (int at = 0; at < ns_msg_count(message, ns_s_an); ++at) {
      ns_rr record{};
      if (::ns_parserr(&message, ns_s_an, at, &record) != 0) return EAI_FAIL;
      if (ns_rr_type(record) == type) take(ns_rr_rdata(record), ns_rr_rdlen(record), addresses);
    }
    return 0;
  }

 private:
  static void take(const unsigned char* data, std::size_t size, std::vector<IpAddress>& into) {
    namespace ip = boost::asio::ip;
    if (into.size() == addresses_per_name_max) return;
    ip::address_v4::bytes_type v4;
    ip::address_v6::bytes_type v6;
    if (size == v4.size()) {
      std::copy_n(data, size, v4.begin());
      into.emplace_back(ip::address_v4(v4));
    } else if (size == v6.size()) {
      std::copy_n(data, size, v6.begin());
      into.emplace_back(unmapped(ip::address_v6(v6)));
    }
  }

  void set_servers(const std::vector<IpAddress>& servers) {
    auto& extended = state_._u._ext;
    for (sockaddr_in6*& server : extended.nsaddrs) {
      std::free(server);  // as res_nclose does
      server = nullptr;
    }
    state_.nscount = 0;
    for (const IpAddress& server : servers) {
      if (state_.nscount == MAXNS) break;
      sockaddr_in& place = state_.nsaddr_list[state_.nscount];
      place = {};
      if (server.is_v4()) {
        place.sin_family = AF_INET;
        place.sin_port = htons(domain_port);
        place.sin_addr.s_addr = htonl(server.to_v4().to_uint());
      } else {
        auto* const v6 = static_cast<sockaddr_in6*>(std::calloc(1, sizeof(sockaddr_in6)));
        if (v6 == nullptr) break;
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(domain_port);
        const auto bytes = server.to_v6().to_bytes();
        std::memcpy(&v6->sin6_addr, bytes.data(), bytes.size());
        extended.nsaddrs[state_.nscount] = v6;
      }
      ++state_.nscount;
    }
  }

  // The library keeps the domains' text in one place of its own.
  void set_search(const std::vector<std::string>& domains) {
    std::size_t used = 0;
    std::size_t count = 0;
    for (const std::string& domain : domains) {
      const bool fits = used + domain.size() + 1 <= sizeof state_.defdname;
      if (count == MAXDNSRCH || !fits) break;
      state_.dnsrch[count++] = state_.defdname + used;
      std::memcpy(state_.defdname + used, domain.c_str(), domain.size() + 1);
      used += domain.size() + 1;
    }
    if (count == 0) state_.defdname[0] = '\0';
    state_.dnsrch[count] = nullptr;
  }

  struct __res_state state_ {};
  bool usable_ = false;
};

bool is_unique_local(const IpAddress& address) {
  return (address.to_v6().to_bytes()[0] & 0xfeU) == 0xfcU;
}

// In which order getaddrinfo(3) would give it (RFC 6724, as far as containers need it): IPv6 first,
// but after IPv4 where only a unique local address could be its source, and last without a route.
int rank_of(const IpAddress& address) {
  const auto source = source_address_to(address);
  if (!source) return 3;
  if (address.is_v4() || source->is_v4()) return 1;
  return is_unique_local(*source) && !is_unique_local(address) ? 2 : 0;
}

ResolvedName look_up(const NameView& view, const std::string& name) {
  ResolvedName out;
  out.name = name;
  out.addresses = packets::addresses_in_hosts(view.hosts, name);
  out.by_hosts_file = !out.addresses.empty();
  if (out.addresses.empty()) {
    const packets::ResolverConfig config = packets::parse_resolver_config(view.resolv_conf);
    if (config.servers.empty()) {
      out.error = EAI_NONAME;
      return out;
    }
    Resolver resolver(config);
    const int v4 = resolver.ask(name, ns_t_a, out.addresses);
    const int v6 = resolver.ask(name, ns_t_aaaa, out.addresses);
    if (out.addresses.empty())
      out.error = v4 == EAI_AGAIN || v6 == EAI_AGAIN ? EAI_AGAIN : EAI_NONAME;
  }
  std::vector<std::pair<int, IpAddress>> ranked;
  for (const IpAddress& address : out.addresses) ranked.emplace_back(rank_of(address), address);
  std::ranges::stable_sort(ranked, {}, &std::pair<int, IpAddress>::first);
  for (std::size_t at = 0; at < ranked.size(); ++at) out.addresses[at] = ranked[at].second;
  return out;
}

}  // namespace

ResolvedName NameView::resolve(const std::string& name) const {
  if (network == nullptr) return look_up(*this, name);
  ResolvedName out{name, {}, EAI_SYSTEM};
  (void)network->run([&] { out = look_up(*this, name); });
  return out;
}

}  // namespace oakprobe::net

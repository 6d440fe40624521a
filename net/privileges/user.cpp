#include "net/privileges/user.hpp"

#include "net/netlink.hpp"
#include "net/proc_file.hpp"
#include "packets/text_lines.hpp"

#include <algorithm>
#include <cerrno>
#include <string>
#include <string_view>
#include <unistd.h>

#include <arpa/inet.h>
#include <linux/fib_rules.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

namespace oakprobe::net {
namespace {

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool routes_by_user(std::uint8_t family) {
  bool found = false;
  fib_rule_hdr question{};
  question.family = family;
  const auto read = [&](const packets::NetlinkMessage& message) {
    found =
        found || packets::attribute_of(message.body, sizeof question, FRA_UID_RANGE).has_value();
  };
  const auto error =
      ask_kernel(NETLINK_ROUTE, RTM_GETRULE, NLM_F_DUMP, packets::bytes_of(question), read);
  // A kernel without this family, or without rules, has none.
  return found || (error && error.value() != EOPNOTSUPP && error.value() != EAFNOSUPPORT);
}

// The key of each `meta` expression. The kernel puts its name, its data and the key one behind the
// other: an attribute's header (4 bytes) and 8 bytes, the data's header, and the key's.
bool asks_meta_for_user(std::string_view rule) {
  constexpr std::string_view name("meta\0\0\0\0", 8);
  constexpr std::size_t headers_bytes = 2 * sizeof(nlattr);
  for (auto at = rule.find(name); at != rule.npos; at = rule.find(name, at + 1)) {
    const auto key = rule.substr(std::min(at + name.size() + headers_bytes, rule.size()), 4);
    const auto number = packets::struct_in<std::uint32_t>(std::as_bytes(std::span(key)));
    if (!number || ntohl(*number) == NFT_META_SKUID || ntohl(*number) == NFT_META_SKGID)
      return true;
  }
  return false;
}

bool nftables_ask_for_user() {
  using namespace std::string_view_literals;
  bool found = false;
  const nfgenmsg all{AF_UNSPEC, NFNETLINK_V0, 0};
  const auto read = [&](const packets::NetlinkMessage& message) {
    const auto rule = as_text(message.body);
    found = found || asks_meta_for_user(rule) || rule.find("owner\0"sv) != rule.npos;
  };
  constexpr std::uint16_t get_rules = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETRULE;
  const auto error =
      ask_kernel(NETLINK_NETFILTER, get_rules, NLM_F_DUMP, packets::bytes_of(all), read);
  // A kernel without nftables says one of these.
  const bool has_none = error.value() == EPROTONOSUPPORT || error.value() == EINVAL ||
                        error.value() == EOPNOTSUPP || error.value() == ENOENT;
  return found || (error && !has_none);
}

// Of the older tables, whose rules only their own program reads: there are some, and the kernel has
// the match (where it is a module, because a rule has used it).
bool iptables_may_ask_for_user() {
  const auto read = [](const char* file) {
    return read_small_file(std::string("/proc/self/net/") + file).value_or("");
  };
  const auto may = [&](const char* tables, const char* matches) {
    return !read(tables).empty() &&
           std::ranges::count(packets::lines_of(read(matches)), "owner") > 0;
  };
  return may("ip_tables_names", "ip_tables_matches") ||
         may("ip6_tables_names", "ip6_tables_matches");
}

}  // namespace

ErrorCode become_user(uid_t user) {
  // Not the C library's, which would do it in all threads, and abort where one fails.
  const bool done = ::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0 &&
                    ::syscall(SYS_setgroups, 0, nullptr) == 0 &&
                    ::syscall(SYS_setresgid, user, user, user) == 0 &&
                    ::syscall(SYS_setresuid, user, user, user) == 0;
  const ErrorCode error(done ? 0 : errno, boost::system::system_category());
  (void)::prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0);
  return error;
}

bool tells_users_apart() {
  return routes_by_user(AF_INET) || routes_by_user(AF_INET6) || nftables_ask_for_user() ||
         iptables_may_ask_for_user();
}

}  // namespace oakprobe::net

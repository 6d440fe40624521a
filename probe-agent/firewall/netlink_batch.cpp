#include "probe-agent/firewall/netlink_batch.hpp"

#include "packets/netlink_message.hpp"

#include <cstring>
#include <utility>

#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <sys/socket.h>

namespace oakprobe::agent {

NetlinkBatch::NetlinkBatch() {
  begin(NFNL_MSG_BATCH_BEGIN, 0, AF_UNSPEC, htons(NFNL_SUBSYS_NFTABLES));
}

void NetlinkBatch::message(std::uint16_t type, std::uint16_t flags, std::uint8_t family) {
  end_message();
  begin(static_cast<std::uint16_t>(NFNL_SUBSYS_NFTABLES << 8 | type), flags, family, 0);
}

std::vector<std::byte> NetlinkBatch::take() {
  end_message();
  begin(NFNL_MSG_BATCH_END, 0, AF_UNSPEC, htons(NFNL_SUBSYS_NFTABLES));
  end_message();
  return std::exchange(bytes_, {});
}

void NetlinkBatch::begin(
    std::uint16_t type, std::uint16_t flags, std::uint8_t family, std::uint16_t resource
) {
  message_ = bytes_.size();
  nlmsghdr header{};
  header.nlmsg_type = type;
  header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
  header.nlmsg_seq = ++sequence_;
  append(packets::bytes_of(header));
  append(packets::bytes_of(nfgenmsg{family, NFNETLINK_V0, resource}));
}

// Its length is known at its end.
void NetlinkBatch::end_message() {
  const auto size = static_cast<std::uint32_t>(bytes_.size() - message_);
  std::memcpy(bytes_.data() + message_ + offsetof(nlmsghdr, nlmsg_len), &size, sizeof size);
}

void NetlinkBatch::append(std::span<const std::byte> bytes) {
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  bytes_.resize(packets::netlink_aligned(bytes_.size()));
}

std::size_t NetlinkBatch::open(std::uint16_t attribute) {
  const std::size_t begin = bytes_.size();
  append(packets::bytes_of(nlattr{0, static_cast<std::uint16_t>(attribute | NLA_F_NESTED)}));
  return begin;
}

void NetlinkBatch::close(std::size_t begin) {
  const auto size = static_cast<std::uint16_t>(bytes_.size() - begin);
  std::memcpy(bytes_.data() + begin + offsetof(nlattr, nla_len), &size, sizeof size);
}

void NetlinkBatch::put(std::uint16_t attribute, std::span<const std::byte> value) {
  const auto size = static_cast<std::uint16_t>(sizeof(nlattr) + value.size());
  append(packets::bytes_of(nlattr{size, attribute}));
  append(value);
}

void NetlinkBatch::put_text(std::uint16_t attribute, std::string_view text) {
  std::vector<std::byte> bytes(text.size() + 1);
  std::memcpy(bytes.data(), text.data(), text.size());
  put(attribute, bytes);
}

}  // namespace oakprobe::agent

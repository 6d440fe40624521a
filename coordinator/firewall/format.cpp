#include "coordinator/firewall/format.hpp"

#include "coordinator/firewall/cloud_files.hpp"
#include "coordinator/firewall/firewalld_file.hpp"
#include "coordinator/firewall/iptables_file.hpp"
#include "coordinator/firewall/nftables_file.hpp"
#include "coordinator/firewall/rule_table.hpp"
#include "coordinator/firewall/ufw_file.hpp"

#include <array>
#include <cstddef>

namespace oakprobe::firewall {
namespace {

constexpr std::array cards{
    FormatCard{Format::table, ".txt", nullptr, rule_table},
    FormatCard{Format::nftables, ".nft", nftables_file, nullptr},
    FormatCard{Format::iptables, ".iptables.sh", iptables_file, nullptr},
    FormatCard{Format::ufw, ".ufw.sh", ufw_file, nullptr},
    FormatCard{Format::firewalld, ".firewalld.sh", firewalld_file, nullptr},
    FormatCard{Format::docker_user, ".docker-user.sh", docker_user_file, nullptr},
    FormatCard{Format::aws, ".aws.tf.json", nullptr, aws_file},
    FormatCard{Format::gcp, ".gcp.tf.json", nullptr, gcp_file},
    FormatCard{Format::azure, ".azure.tf.json", nullptr, azure_file},
    FormatCard{Format::hetzner, ".hetzner.tf.json", nullptr, hetzner_file},
    FormatCard{Format::openstack, ".openstack.tf.json", nullptr, openstack_file},
};
static_assert(has_one_for_each(cards, &FormatCard::format));

}  // namespace

const FormatCard& card_of(Format format) { return cards.at(static_cast<std::size_t>(format)); }

}  // namespace oakprobe::firewall

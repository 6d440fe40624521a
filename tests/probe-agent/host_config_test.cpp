#include "probe-agent/host/docker_containers.hpp"
#include "probe-agent/host/facts.hpp"
#include "probe-agent/host/firewall_tool.hpp"
#include "probe-agent/host/installed_component.hpp"
#include "probe-agent/host/oakestra_files.hpp"
#include "probe-agent/host/own_names.hpp"
#include "probe-agent/host/running_components.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <unistd.h>
#include <vector>

#include <sys/stat.h>

namespace oakprobe::agent {
namespace {

namespace fs = std::filesystem;

// A folder that stands for a host's "/", removed at the end.
class HostRoot : public testing::Test {
 protected:
  HostRoot() { fs::create_directories(root_); }
  ~HostRoot() override {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }

  void write(const std::string& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }

  std::optional<std::string> installed(std::string_view component) {
    HostView host(root_);
    return installed_component(component, host);
  }

  fs::path root_ = fs::temp_directory_path() / ("oakprobe-host-" + std::to_string(::getpid()));
};

TEST_F(HostRoot, HasNoComponentWhereNothingIsInstalled) {
  EXPECT_EQ(installed("NetManager"), std::nullopt);
  EXPECT_EQ(installed(""), std::nullopt);
  EXPECT_EQ(installed("../etc/passwd"), std::nullopt);
}

TEST_F(HostRoot, FindsAStoppedComponentByItsUnit) {
  write("etc/systemd/system/netmanager.service", "[Service]\n");
  EXPECT_EQ(installed("NetManager"), "/etc/systemd/system/netmanager.service");
}

TEST_F(HostRoot, FindsAStoppedComponentByItsBinary) {
  write("bin/NetManager", "");
  EXPECT_EQ(installed("NetManager"), "/bin/NetManager");
}

TEST_F(HostRoot, FindsAStoppedContainerByItsName) {
  write("var/lib/docker/containers/abc/config.v2.json", R"({"Name": "/cluster_manager"})");
  write("var/lib/docker/containers/bad/config.v2.json", "{");
  EXPECT_EQ(installed("cluster_manager"), "container cluster_manager");
  EXPECT_EQ(installed("cluster"), std::nullopt);
}

TEST_F(HostRoot, FindsWhatLooksAfterItsPacketFilter) {
  using evidence::FirewallTool;
  const auto found = [this] {
    HostView host(root_);
    return firewall_tool(root_, host);
  };
  if (found() == FirewallTool::firewalld) GTEST_SKIP() << "this machine runs it";
  EXPECT_EQ(found(), std::nullopt);
  write("usr/sbin/iptables", "");
  EXPECT_EQ(found(), FirewallTool::iptables);
  write("sbin/nft", "");
  EXPECT_EQ(found(), FirewallTool::nft);
  write("etc/systemd/system/multi-user.target.wants/netfilter-persistent.service", "");
  EXPECT_EQ(found(), FirewallTool::nft) << "it has nothing to load";
  write("etc/iptables/rules.v4", "");
  EXPECT_EQ(found(), FirewallTool::netfilter_persistent);
  fs::create_directories(root_ / "etc/systemd/system/sysinit.target.wants");
  fs::create_symlink(
      "/lib/systemd/system/nowhere",
      root_ / "etc/systemd/system/sysinit.target.wants/nftables.service"
  );
  write("etc/nftables.conf", "");
  EXPECT_EQ(found(), FirewallTool::nftables);
  write("lib/systemd/system/nftables.service", "ExecStart=/sbin/nft -f /etc/nftables.conf\n");
  EXPECT_EQ(found(), FirewallTool::nftables);
  write("lib/systemd/system/nftables.service", "ExecStart=/sbin/nft -f /etc/sysconfig/n.conf\n");
  EXPECT_EQ(found(), FirewallTool::netfilter_persistent) << "that file is somebody's own";
  write("etc/systemd/system/nftables.service", "ExecStart=/sbin/nft -f /etc/nftables.conf\n");
  EXPECT_EQ(found(), FirewallTool::nftables) << "the admin's unit comes first";
  write("etc/ufw/ufw.conf", "# ENABLED=yes\nENABLED=no\n");
  EXPECT_EQ(found(), FirewallTool::nftables);
  write("etc/ufw/ufw.conf", "ENABLED=yes\n");
  EXPECT_EQ(found(), FirewallTool::ufw);
}

TEST_F(HostRoot, GivesTheFactsOfItsConfiguration) {
  write("etc/netmanager/netcfg.json", R"({"NodePublicAddress": "198.51.100.7"})");
  write("etc/netmanager/tuncfg.json", R"({"TunnelPort": 50104})");
  write("etc/oakestra/conf.json", R"({"cluster_address": "192.0.2.20", "cluster_port": 10100})");
  const evidence::Facts facts = read_facts(root_);
  EXPECT_EQ(facts.netcfg.state, oakestra::FileState::sound);
  EXPECT_EQ(facts.netcfg.public_address, "198.51.100.7");
  EXPECT_EQ(facts.tuncfg.port, 50104);
  EXPECT_EQ(facts.node_engine.cluster_address, "192.0.2.20");
  EXPECT_EQ(facts.node_engine.cluster_port, 10100);
  EXPECT_FALSE(facts.boot_id.empty());
  EXPECT_FALSE(facts.host_name.empty());
  EXPECT_TRUE(facts.default_routes.has_value());
}

TEST(OwnNames, AreThoseThatEtcHostsTiesToTheHostItself) {
  const std::vector<IpAddress> own{*parse_ip_address("192.0.2.31")};
  const auto names = names_of_itself(
      "127.0.0.1 localhost ip6-loopback\n"
      "# 127.0.0.1 commented.example\n"
      "127.0.1.1\troot.example ROOT\r\n"
      "192.0.2.10 root.example\n"
      "192.0.2.20 edge-a\n"
      "127.0.1.1 edge-a  # the first line counts\n"
      "192.0.2.31 me.example\n"
      "::1%lo six.example\n"
      "no-address x.example\n",
      own
  );
  std::vector<std::string> lines;
  for (const auto& one : names)
    lines.push_back(std::to_string(one.line) + " " + one.address.to_string() + " " + one.name);
  const std::vector<std::string> wanted{
      "3 127.0.1.1 root.example",
      "3 127.0.1.1 ROOT",
      "7 192.0.2.31 me.example",
      "8 ::1 six.example"};
  EXPECT_EQ(lines, wanted);
}

TEST_F(HostRoot, ReadsWhichContainersRun) {
  write(
      "var/lib/docker/containers/a/config.v2.json",
      R"({"State": {"Running": true, "Pid": 4711, "Health": {"Log": [{"Pid": 1}]}},
          "Name": "/cluster_manager", "Config": {"Env": ["A=b"]}})"
  );
  write("var/lib/docker/containers/b/config.v2.json", R"({"State": {"Pid": 0}, "Name": "/mqtt"})");
  write("var/lib/docker/containers/c/config.v2.json", R"({"State": [7], "Name": "/odd"})");
  write("var/lib/docker/containers/d/config.v2.json", R"({"Name": ["/odd"]})");
  write("var/lib/docker/containers/e/config.v2.json", "{\"Name\": ");
  std::map<std::string, std::int32_t> found;
  for (const DockerContainer& one : docker_containers(root_)) found.emplace(one.name, one.pid);
  const std::map<std::string, std::int32_t> wanted{
      {"cluster_manager", 4711}, {"mqtt", 0}, {"odd", 0}};
  EXPECT_EQ(found, wanted);
}

TEST_F(HostRoot, TakesAContainerOnTheHostsNetworkForTheHosts) {
  const auto self = static_cast<std::int32_t>(::getpid());
  write(
      "var/lib/docker/containers/a/config.v2.json",
      R"({"Name": "/cluster_manager", "State": {"Pid": )" + std::to_string(self) + "}}"
  );
  write(
      "var/lib/docker/containers/b/config.v2.json",
      R"({"Name": "/cluster_service_manager", "State": {"Pid": 2147483647}})"
  );
  const std::vector<std::string> names{"cluster_manager", "cluster_service_manager"};
  HostView host(root_);
  const auto running = running_components(names, host);
  ASSERT_EQ(running.size(), 1U) << "the other has ended";
  EXPECT_EQ(running[0].component, "cluster_manager");
  EXPECT_EQ(running[0].pid, self);
  EXPECT_FALSE(running[0].own_network);
  const Vantage vantage = vantage_of("cluster_manager", running);
  EXPECT_TRUE(vantage.is_dialler);
  EXPECT_EQ(vantage.network, nullptr);
  EXPECT_FALSE(vantage_of("cluster_service_manager", running).is_dialler);
}

TEST_F(HostRoot, TellsFilesThatAreNotThereFromThoseThatCannotBeRead) {
  using oakestra::FileState;
  EXPECT_EQ(read_oakestra_files(root_).netcfg.state, FileState::missing);
  write("etc/netmanager/netcfg.json", std::string(oakestra::file_bytes_max + 1, ' '));
  fs::create_directories(root_ / "etc/netmanager/tuncfg.json");
  fs::create_directories(root_ / "etc/oakestra");
  ASSERT_EQ(::mkfifo((root_ / "etc/oakestra/conf.json").c_str(), 0600), 0);
  const OakestraFiles files = read_oakestra_files(root_);
  EXPECT_EQ(files.netcfg.state, FileState::unseen);
  EXPECT_EQ(files.tuncfg.state, FileState::broken);
  EXPECT_EQ(files.tuncfg.port, 50103);
  EXPECT_EQ(files.node_engine.state, FileState::broken);
  EXPECT_EQ(files.node_engine.problem, "it is no regular file");
}

}  // namespace
}  // namespace oakprobe::agent

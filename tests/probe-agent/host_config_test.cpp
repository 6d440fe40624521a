#include "probe-agent/host/facts.hpp"
#include "probe-agent/host/installed_component.hpp"
#include "probe-agent/host/netmanager_config.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace oakprobe::agent {
namespace {

namespace fs = std::filesystem;

// The matrix of docs: what NetManager makes of odd netcfg.json files.
TEST(NetManagerConfig, ReadsNetcfgAsYaml) {
  using Address = std::optional<std::string>;
  EXPECT_EQ(node_public_address(R"({"NodePublicAddress": "192.0.2.1"})"), Address("192.0.2.1"));
  EXPECT_EQ(
      node_public_address("{\"NodePublicAddress\": \"192.0.2.1\", \"Debug\": False}"),
      Address("192.0.2.1")
  );
  EXPECT_EQ(node_public_address("{\"nodepublicaddress\": x,}"), Address("x"));
  EXPECT_EQ(node_public_address("NodePublicAddress: 192.0.2.1 # mine\n"), Address("192.0.2.1"));
  EXPECT_EQ(node_public_address("{\"NodePublicAdress\": \"192.0.2.1\"}"), Address(""));
  EXPECT_EQ(node_public_address(""), Address(""));
  EXPECT_EQ(node_public_address("{\"a\": 1 \"b\": 2}"), std::nullopt);
  EXPECT_EQ(node_public_address("[1, 2]"), std::nullopt);
}

TEST(NetManagerConfig, ReadsTheTunnelPortAsStrictJsonOverTheDefault) {
  EXPECT_EQ(tunnel_port(R"({"TunnelPort": 50200})"), 50200);
  EXPECT_EQ(tunnel_port(R"({"tunnelport": 50200})"), 50200);
  EXPECT_EQ(tunnel_port(R"({"MTUSize": 1450})"), 50103);
  EXPECT_EQ(tunnel_port("{\"TunnelPort\": 50200,}"), 50103);
  EXPECT_EQ(tunnel_port(R"({"TunnelPort": "50200"})"), 50103);
  EXPECT_EQ(tunnel_port(R"({"TunnelPort": 99999999999999999999})"), 50103);
  EXPECT_EQ(tunnel_port(""), 50103);
}

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

  fs::path root_ = fs::temp_directory_path() / ("oakprobe-host-" + std::to_string(::getpid()));
};

TEST_F(HostRoot, HasNoComponentWhereNothingIsInstalled) {
  EXPECT_EQ(installed_component("NetManager", root_), std::nullopt);
  EXPECT_EQ(installed_component("", root_), std::nullopt);
  EXPECT_EQ(installed_component("../etc/passwd", "/"), std::nullopt);
}

TEST_F(HostRoot, FindsAStoppedComponentByItsUnit) {
  write("etc/systemd/system/netmanager.service", "[Service]\n");
  EXPECT_EQ(installed_component("NetManager", root_), "/etc/systemd/system/netmanager.service");
}

TEST_F(HostRoot, FindsAStoppedComponentByItsBinary) {
  write("bin/NetManager", "");
  EXPECT_EQ(installed_component("NetManager", root_), "/bin/NetManager");
}

TEST_F(HostRoot, FindsAStoppedContainerByItsName) {
  write("var/lib/docker/containers/abc/config.v2.json", R"({"Name": "/cluster_manager"})");
  write("var/lib/docker/containers/bad/config.v2.json", "{");
  EXPECT_EQ(installed_component("cluster_manager", root_), "container cluster_manager");
  EXPECT_EQ(installed_component("cluster", root_), std::nullopt);
}

TEST_F(HostRoot, GivesTheFactsOfItsConfiguration) {
  write("etc/netmanager/netcfg.json", R"({"NodePublicAddress": "198.51.100.7"})");
  write("etc/netmanager/tuncfg.json", R"({"TunnelPort": 50104})");
  const wire::Facts facts = read_facts(root_);
  EXPECT_EQ(facts.node_public_address, "198.51.100.7");
  EXPECT_EQ(facts.tunnel_port, 50104);
  EXPECT_FALSE(facts.boot_id.empty());
  EXPECT_FALSE(facts.host_name.empty());
}

}  // namespace
}  // namespace oakprobe::agent

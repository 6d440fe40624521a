#include "net/devices.hpp"
#include "tests/net/tap_fixture.hpp"

#include <cstdlib>

namespace oakprobe::net {
namespace {

class DeviceTableTest : public TapTest {
 protected:
  packets::Place place_of(const char* name) {
    hosts.at(Host::source);
    const packets::DeviceTable table = read_device_table();
    const packets::NetworkDevice* device = table.find(std::string_view(name));
    EXPECT_NE(device, nullptr) << name;
    return device == nullptr ? packets::Place::local : table.place_of(device->index);
  }
};

TEST_F(DeviceTableTest, IsAsTheKernelTells) {
  EXPECT_EQ(place_of("lo"), packets::Place::local);
  EXPECT_EQ(place_of("wire"), packets::Place::edge) << "a veth to the other host";
  hosts.run(Host::source, "ip link add br9 type bridge");
  EXPECT_EQ(place_of("br9"), packets::Place::inside);
  hosts.run(Host::source, "ip link add v9 type veth peer name v8");
  EXPECT_EQ(place_of("v9"), packets::Place::inside) << "its peer is here";
  if (std::system("ip link add vx9 type vxlan id 9 dstport 8472 dev wire 2>/dev/null") == 0) {
    EXPECT_EQ(place_of("vx9"), packets::Place::wrapped);
    const packets::DeviceTable table = read_device_table();
    EXPECT_EQ(table.find(std::string_view("vx9"))->outer_port, 8472);
  }
  if (std::system("ip link add link wire wire.9 type vlan id 9 2>/dev/null") == 0) {
    EXPECT_EQ(place_of("wire.9"), packets::Place::inside);
    const packets::DeviceTable table = read_device_table();
    EXPECT_EQ(table.find(std::string_view("wire.9"))->vlan, 9);
    EXPECT_TRUE(table.takes_tag(table.find(std::string_view("wire"))->index, 9));
  }
}

}  // namespace
}  // namespace oakprobe::net

#include "wire/message_fields.hpp"
#include "wire/utf8.hpp"

#include <algorithm>

// hello, welcome, facts and failed.
namespace oakprobe::wire {
namespace {

constexpr std::size_t own_addresses_max = 4'096;

// True if the message is of this version. Another version's may have other fields, so only what
// one needs to tell the user about it is read then.
template <class Greeting>
bool read_version(Fields& fields, Greeting& greeting) {
  fields.number("version", greeting.version);
  if (!fields.ok() || greeting.version == protocol_version) {
    fields.text("oakprobe", greeting.oakprobe);
    return true;
  }
  std::optional<std::string> program;
  fields.optional_text("oakprobe", program);
  greeting.oakprobe = program.value_or("");
  return false;
}

}  // namespace

void write(const Hello& hello, Json& map) {
  map["version"] = hello.version;
  map["oakprobe"] = to_utf8(hello.oakprobe, text_bytes_max);
  map["run"] = hello.run;
  map["node"] = index_of(hello.node);
  map["name"] = to_utf8(hello.name, text_bytes_max);
}

void read(Fields& fields, Hello& hello) {
  if (!read_version(fields, hello)) return;
  auto node = index_of(hello.node);
  fields.number("run", hello.run);
  fields.number("node", node);
  fields.text("name", hello.name);
  hello.node = NodeId{node};
}

void write(const Welcome& welcome, Json& map) {
  map["version"] = welcome.version;
  map["oakprobe"] = to_utf8(welcome.oakprobe, text_bytes_max);
  map["net_raw"] = welcome.net_raw;
  map["net_admin"] = welcome.net_admin;
  map["network_namespace"] = welcome.network_namespace;
}

void read(Fields& fields, Welcome& welcome) {
  if (!read_version(fields, welcome)) return;
  fields.flag("net_raw", welcome.net_raw);
  fields.flag("net_admin", welcome.net_admin);
  fields.number("network_namespace", welcome.network_namespace);
}

void write(const Facts& facts, Json& map) {
  map["host_name"] = to_utf8(facts.host_name, text_bytes_max);
  map["boot_id"] = to_utf8(facts.boot_id, text_bytes_max);
  map["machine"] = to_utf8(facts.machine, text_bytes_max);
  // A host may have more addresses than any deployment uses; the first are enough to know it by.
  const std::span<const IpAddress> addresses(facts.addresses);
  map["addresses"] = address_list(addresses.first(std::min(addresses.size(), own_addresses_max)));
  if (facts.default_route_address) {
    map["default_route_address"] = address_text(*facts.default_route_address);
  }
  if (facts.node_public_address) {
    map["node_public_address"] = to_utf8(*facts.node_public_address, text_bytes_max);
  }
  if (facts.tunnel_port) map["tunnel_port"] = *facts.tunnel_port;
  map["docker"] = facts.docker;
}

void read(Fields& fields, Facts& facts) {
  fields.text("host_name", facts.host_name);
  fields.text("boot_id", facts.boot_id);
  fields.text("machine", facts.machine);
  fields.addresses("addresses", facts.addresses, own_addresses_max);
  fields.optional_address("default_route_address", facts.default_route_address);
  fields.optional_text("node_public_address", facts.node_public_address);
  fields.optional_number("tunnel_port", facts.tunnel_port);
  fields.flag("docker", facts.docker);
}

void write(const Failed& failed, Json& map) {
  map["message"] = to_utf8(failed.message, text_bytes_max);
}

void read(Fields& fields, Failed& failed) { fields.text("message", failed.message); }

}  // namespace oakprobe::wire

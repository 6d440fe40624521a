#include "base/utf8.hpp"
#include "wire/message_fields.hpp"

// hello, welcome and failed.
namespace oakprobe::wire {
namespace {

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

void write(const Failed& failed, Json& map) {
  map["message"] = to_utf8(failed.message, text_bytes_max);
}

void read(Fields& fields, Failed& failed) { fields.text("message", failed.message); }

}  // namespace oakprobe::wire

#include "wire/codec.hpp"
#include "wire/message_fields.hpp"

// hello, welcome and failed.
namespace oakprobe::wire {

BOOST_DESCRIBE_STRUCT(Hello, (), (version, oakprobe, run, node, name))
BOOST_DESCRIBE_STRUCT(
    Welcome, (), (version, oakprobe, net_raw, net_admin, reads_rules, network_namespace)
)
BOOST_DESCRIBE_STRUCT(Failed, (), (message))

namespace {

// Another version's greeting may have other fields, so only what one needs to tell the user about
// it is read then.
template <class Greeting>
void read_greeting(Fields& fields, Greeting& greeting) {
  read_field(fields, "version", {}, greeting.version);
  if (!fields.ok()) return;
  if (greeting.version == protocol_version) return read_fields(fields, greeting);
  const auto* program = fields.find("oakprobe");
  if (program != nullptr && !read_value({}, *program, greeting.oakprobe)) fields.fail();
}

}  // namespace

template <>
constexpr auto field_table<Welcome> = std::tuple{field(&Welcome::reads_rules).flag()};

void write(const Hello& hello, Json& map) { write_fields(hello, map); }
void read(Fields& fields, Hello& hello) { read_greeting(fields, hello); }

void write(const Welcome& welcome, Json& map) { write_fields(welcome, map); }
void read(Fields& fields, Welcome& welcome) { read_greeting(fields, welcome); }

void write(const Failed& failed, Json& map) { write_fields(failed, map); }
void read(Fields& fields, Failed& failed) { read_fields(fields, failed); }

}  // namespace oakprobe::wire

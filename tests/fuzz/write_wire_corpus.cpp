// Writes the first inputs of the fuzz targets over wire/: one of each message, and streams around
// them. By hand, when a format changes: write_wire_corpus tests/fuzz/corpus
#include "tests/wire/random_message.hpp"
#include "wire/datagram.hpp"
#include "wire/frame.hpp"
#include "wire/messages.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

namespace {

using namespace oakprobe;
using Bytes = std::vector<std::byte>;

void write(const std::filesystem::path& file, const Bytes& bytes) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary);
  out.write(
      reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size())
  );
}

Bytes with(Bytes bytes, std::string_view text) {
  for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
  return bytes;
}

// The first of this type that has something in it and is small.
wire::Message message(std::size_t type) {
  for (std::uint64_t seed = 1;; ++seed) {
    auto candidate = wire::random_message(seed, type);
    const auto bytes = wire::encode_message(candidate).size();
    if (bytes < 1'500 && (bytes > 300 || seed > 100)) return candidate;
  }
}

void write_messages(const std::filesystem::path& corpus) {
  const Bytes cuts(8, std::byte{4});
  auto stream = cuts;
  for (std::size_t type = 0; type < std::variant_size_v<wire::Message>; ++type) {
    const auto sent = message(type);
    const auto body = wire::encode_message(sent);
    write(corpus / "message" / wire::type_name(sent), body);
    wire::append_frame(stream, body);
  }
  write(corpus / "frame" / "one-of-each", stream);
  write(corpus / "frame" / "small", [&] {
    auto small = cuts;
    for (const auto byte : {std::byte{1}, std::byte{2}}) wire::append_frame(small, Bytes{byte});
    return small;
  }());
  write(corpus / "frame" / "empty-frame", with(cuts, std::string(4, '\0')));
  write(corpus / "frame" / "too-long", with(cuts, "\x01" + std::string(3, '\0')));
}

void write_greetings(const std::filesystem::path& corpus) {
  const Bytes cut{std::byte{2}};
  write(corpus / "greeting" / "alone", with(cut, "OAKPROBE/1\n"));
  write(corpus / "greeting" / "banner", with(cut, "Debian 12\r\n\nwelcome\nOAKPROBE/1\nx"));
  write(corpus / "greeting" / "another-version", with(cut, "hi\nOAKPROBE/2\n"));
  write(corpus / "greeting" / "almost", with(cut, "x OAKPROBE/1\nOAKPROBE/1\r\nOAKPROBE/\n"));
}

void write_datagrams(const std::filesystem::path& corpus) {
  const wire::DatagramCodec codec(NodeId{4}, wire::ProbeKey{});
  wire::Datagram datagram;
  datagram.run = 0x1122334455667788;
  datagram.path = {.flow = FlowId{8}, .source = NodeId{3}, .target = NodeId{4}};
  for (const auto size : {wire::datagram_bytes_min, std::size_t{100}}) {
    datagram.size = static_cast<std::uint16_t>(size);
    datagram.kind = size == 100 ? wire::DatagramKind::echo : wire::DatagramKind::probe;
    Bytes bytes(size);
    codec.encode(datagram, bytes);
    write(corpus / "datagram" / std::to_string(size), bytes);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: write_wire_corpus DIRECTORY\n";
    return 2;
  }
  write_messages(argv[1]);
  write_greetings(argv[1]);
  write_datagrams(argv[1]);
  return 0;
}

#pragma once

#include "base/known_answer.hpp"
#include "base/service.hpp"
#include "evidence/attempt_set.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

// What is asked of a service that another process runs, and what it said.
namespace oakprobe::evidence {

// One harmless question, whose answer shows what speaks there.
struct Question {
  Service service = Service::http;  // is_asked()
  std::string path = "/";           // http: what is asked for, with GET (is_request_path())
  bool tls = false;
  KnownAnswer known{};      // http: what the service answers
  std::string long_path{};  // http: whose answer fills several segments; empty: none is known

  friend auto operator<=>(const Question&, const Question&) = default;
};

// The most telling first: where the attempts of a path differ, the first of these counts. The JSON
// report has the same names.
BOOST_DEFINE_FIXED_ENUM_CLASS(
    AnswerKind,
    std::uint8_t,
    itself,       // what should speak there does
    certificate,  // a TLS server that speaks to nobody without a client certificate
    other,        // something else speaks there
    doubtful,     // its protocol, and not the answer that it is known by: it may be another server
    unclear,      // bytes came, and they don't tell what speaks
    closed,       // closed or reset without a byte
    silent        // not a byte within the time that the question was given
)

[[nodiscard]] constexpr std::string_view to_string(AnswerKind kind) { return name_of(kind); }

inline constexpr std::size_t said_bytes_max = 64;

struct ServiceAnswer {
  AnswerKind kind = AnswerKind::silent;
  AttemptSet attempts;          // that had it
  std::string said;             // what came, printable: "HTTP/1.1 404", "SSH-2.0-OpenSSH_9.2"
  std::uint8_t follow_ups = 0;  // connections beside one an attempt

  friend bool operator==(const ServiceAnswer&, const ServiceAnswer&) = default;
};

// What the running root answers to GET of this path: the clusters that it knows.
inline constexpr std::string_view clusters_request = "/api/clusters/";
inline constexpr std::size_t known_clusters_max = 256;
inline constexpr std::size_t known_cluster_bytes_max = 255;  // of a name or an address

// One cluster as the root knows it; the address is the one that the root dials.
struct KnownCluster {
  std::string name;
  std::string address;
  std::uint16_t port = 0;  // 0: not told
  bool active = false;

  friend bool operator==(const KnownCluster&, const KnownCluster&) = default;
};

}  // namespace oakprobe::evidence

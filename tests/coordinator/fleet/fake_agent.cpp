// An agent that behaves as its arguments say: fake_agent BEHAVIOUR [MESSAGE-TYPE] [FILE].
// Without one it speaks the protocol as an agent does, and makes up its evidence.
#include "tests/support/agent_stream.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <span>
#include <string>
#include <unistd.h>

namespace {

using namespace oakprobe;
using testing_support::put;

std::string behaviour;
std::string at_type;  // the message at which it shows
int at_time = 1;      // the first of the kind, or a later one

[[noreturn]] void hang() {
  while (true) ::pause();
}

void put_frame(std::string_view body) {
  testing_support::put_frame(std::as_bytes(std::span(body)));
}

// A byte now and then, for ever.
[[noreturn]] void trickle(std::string_view text) {
  for (std::size_t at = 0;; ++at) {
    put(text.substr(at % text.size(), 1));
    ::usleep(20'000);
  }
}

// Nothing listens anywhere, and every attempt was refused: both ends agree.
wire::Evidence made_up(const wire::Probe& plan) {
  wire::Evidence evidence;
  for (const wire::PlannedPath& path : plan.paths) {
    evidence::DialEvidence& dial = evidence.part.dials.emplace_back();
    dial.path = path.path;
    for (unsigned attempt = 0; attempt < plan.attempts; ++attempt) {
      dial.sent.insert(attempt);
      evidence::DialFailure& refused = dial.failures.emplace_back();
      refused.attempt = static_cast<std::uint8_t>(attempt);
      refused.stage = evidence::DialStage::connect;
      refused.error = ECONNREFUSED;
    }
  }
  return evidence;
}

class FakeAgent {
 public:
  void take(const wire::Message& message) {
    if (wire::type_name(message) == at_type && ++met_ == at_time) misbehave();
    if (const auto* arm = std::get_if<wire::Arm>(&message)) return take_arm(*arm);
    if (const auto* probe = std::get_if<wire::Probe>(&message)) {
      plan_.attempts = probe->attempts;
      plan_.paths.insert(plan_.paths.end(), probe->paths.begin(), probe->paths.end());
      return put(wire::Probed());
    }
    if (std::holds_alternative<wire::Hello>(message)) return put(welcome());
    if (std::holds_alternative<wire::FactsRequest>(message)) return put(evidence::Facts());
    if (std::holds_alternative<wire::EvidenceRequest>(message)) return put(made_up(plan_));
    if (const auto* order = std::get_if<wire::LookOrder>(&message)) return put(looked(*order));
    if (std::holds_alternative<wire::LookReceiptsRequest>(message)) {
      return put(wire::LookReceipts());
    }
    if (std::holds_alternative<wire::Disarm>(message)) {
      plan_ = {};
      return put(wire::Disarmed());
    }
    if (std::holds_alternative<wire::Keepalive>(message)) return put(wire::Keepalive());
    if (std::holds_alternative<wire::Bye>(message)) std::_Exit(0);
  }

 private:
  static wire::Welcome welcome() {
    wire::Welcome welcome;
    welcome.oakprobe = "9.9";
    if (behaviour == "other-version") welcome.version = 2;
    return welcome;
  }

  static void take_arm(const wire::Arm& arm) {
    wire::Armed armed;
    for (const wire::ArmPort& port : arm.ports) armed.ports.emplace_back().port = port.port;
    if (behaviour == "other-ports") armed.ports.emplace_back().port.port = 1;
    put(armed);
  }

  // Nothing came back, and no router answered.
  static wire::Looked looked(const wire::LookOrder& order) {
    wire::Looked looked;
    for (const evidence::Look& look : order.looks) looked.looks.emplace_back().path = look.path;
    if (behaviour == "other-looks") looked.looks.emplace_back();
    return looked;
  }

  void misbehave() const {
    if (behaviour == "hang") hang();
    if (behaviour == "stop") ::raise(SIGSTOP);
    if (behaviour == "busy") {  // alive, and never done
      while (::sleep(1) == 0) put(wire::Keepalive());
    }
    if (behaviour == "die") {
      std::cerr << "out of luck\n";
      std::_Exit(3);
    }
    if (behaviour == "truncate") {
      put(std::string_view("\0\0\1\0oops", 8));
      std::_Exit(0);
    }
    if (behaviour == "give-up") put(wire::Failed{"no capability left"});
    if (behaviour == "unasked") put(wire::Disarmed());
    if (behaviour == "garbage") put("\0\0\0\4abcd");
    if (behaviour == "nonsense") put(std::string_view("\0\0\0\4abcd", 8));
    if (behaviour == "oversize") put("\377\377\377\377");
    if (behaviour == "keepalives") {
      while (true) put(wire::Keepalive());
    }
    if (behaviour == "evidence") {
      wire::Evidence part;
      part.last = false;
      while (true) put(part);
    }
    if (behaviour == "trickle") trickle(std::string("\0\0\xff\xff", 4));
    if (behaviour == "parts") {  // now and then one that says nothing new
      wire::Evidence part;
      part.last = false;
      while (true) {
        put(part);
        ::usleep(100'000);
      }
    }
    if (behaviour == "not-reading") {
      while (true) {
        put(wire::Keepalive());
        ::usleep(200'000);
      }
    }
    if (behaviour == "deep") put_frame(std::string(200'000, '\x81'));
    if (behaviour == "claims") put_frame(std::string("\x9b\0\0\0\1\0\0\0\0", 9));
    if (behaviour == "unknown-type") put_frame("\xa1\x64type\x64hack");
    if (behaviour == "empty") put(std::string_view("\0\0\0\0", 4));
    if (behaviour == "one-too-many") put(std::string_view("\1\0\0\1", 4));
    if (behaviour == "escapes")
      put(wire::Failed{"\x1b]0;owned\a\x1b[2J" + std::string(4'000, 'x')});
    if (behaviour == "impossible-evidence") {
      wire::Evidence lie = made_up(plan_);
      for (evidence::DialEvidence& dial : lie.part.dials) {
        dial.answered = dial.sent;
        dial.sent = evidence::AttemptSet();
      }
      put(lie);
    }
    if (behaviour == "others-evidence") {
      wire::Evidence lie = made_up(plan_);
      for (evidence::DialEvidence& dial : lie.part.dials)
        std::swap(dial.path.source, dial.path.target);
      put(lie);
    }
  }

  wire::Probe plan_;  // all that it was told to dial
  int met_ = 0;       // messages of at_type
};

void speak() {
  FakeAgent agent;
  testing_support::speak([&](const wire::Message& message) { agent.take(message); });
  if (behaviour == "ignore-end") hang();
}

// Counts its starts in a file; the first `times` of them are turned away as sshd would.
void turn_away(const std::string& file, int times) {
  int starts = 0;
  std::ifstream(file) >> starts;
  std::ofstream(file) << starts + 1;
  if (starts >= times) return;
  std::cerr << "kex_exchange_identification: Connection closed by remote host\n";
  std::_Exit(255);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (!arguments.empty()) behaviour = arguments[0];
  if (arguments.size() > 1) at_type = arguments[1];

  if (arguments.size() > 2 && behaviour != "turned-away") at_time = std::stoi(arguments[2]);

  if (behaviour == "silent") hang();
  if (behaviour == "banner-only") {
    put("Welcome to edge-7\n");
    hang();
  }
  if (behaviour == "trickled-greeting") trickle("OAKPROBE");
  if (behaviour == "banner") put("Welcome to edge-7\nLast login: never\n");
  if (behaviour == "other-greeting") {
    put("OAKPROBE/2\n");
    hang();
  }
  if (behaviour == "endless-banner") {
    while (true) put("lorem ipsum dolor sit amet\n");
  }
  if (behaviour == "turned-away") turn_away(arguments.at(2), std::atoi(at_type.c_str()));
  if (behaviour == "fails") {
    std::cerr << "sh: oakprobe-agent: not found\n";
    return 127;
  }
  speak();
}

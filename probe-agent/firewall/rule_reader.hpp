#pragma once

#include "base/result.hpp"
#include "rules/ruleset.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <string>
#include <variant>

namespace oakprobe::agent {

// Texts, or why there are none, for a person.
using HostReading = std::variant<rules::HostTexts, std::string>;

// An agent's reader of rules: a second process of its program (reader_program.hpp). It ends with
// this object, and with this process, however that ends. Nothing here waits for it.
class RuleReader {
 public:
  // There is none; each reading says so.
  RuleReader(boost::asio::io_context& io, std::string why_not);
  RuleReader(const RuleReader&) = delete;
  RuleReader& operator=(const RuleReader&) = delete;
  ~RuleReader();

  // To be called while this process may start one. A failure is told with each reading.
  void start(const std::string& program);
  void stop(std::string why_not);

  // Calls `done` once, from the io_context, with what the host's tools print now; not when this
  // object is gone. A reader that hangs, dies or talks nonsense is not asked any more. One reading
  // at a time: another's asker is told so.
  void read(std::function<void(HostReading)> done);

 private:
  class Session;

  boost::asio::io_context& io_;
  std::shared_ptr<Session> session_;
};

}  // namespace oakprobe::agent

#pragma once

#include "coordinator/timeline/path_outcome.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace soci {
class session;
}

// What stands in a history once and is meant by its number. Others may add to it between two
// transactions, and nothing is ever changed: so what is known stays known.
namespace oakprobe::history {

using Number = long long;  // of a row, as SOCI has it; 0: none

class NameBook {
 public:
  // What others added.
  void refresh(soci::session& session);
  // A name that is new is written down.
  [[nodiscard]] Number number(soci::session& session, std::string_view name);
  [[nodiscard]] Number find(std::string_view name) const;      // 0: nobody ever wrote it down
  [[nodiscard]] const std::string& name(Number number) const;  // "": there is no such

 private:
  std::map<std::string, Number, std::less<>> numbers_;
  boost::unordered_flat_map<Number, const std::string*> names_;
  Number latest_ = 0;
};

// As the table `value` has it.
struct Value {
  std::string status;
  std::string cause;
  std::string places;
  bool accepted = false;
  std::string facts;  // JSON; "": none

  friend auto operator<=>(const Value&, const Value&) = default;
};

[[nodiscard]] Value value_of(const timeline::PathOutcome& outcome, std::string facts);
// Of a path. What a newer Oakprobe named is unknown.
[[nodiscard]] timeline::PathOutcome outcome_of(const Value& value);

class ValueBook {
 public:
  void refresh(soci::session& session);
  [[nodiscard]] Number number(soci::session& session, const Value& value);
  [[nodiscard]] const Value& value(Number number) const;  // all empty: there is no such
  // Their facts aside, they are the same.
  [[nodiscard]] bool are_alike(Number one, Number other) const;

 private:
  std::map<Value, Number> numbers_;
  boost::unordered_flat_map<Number, const Value*> values_;
  Number latest_ = 0;
};

}  // namespace oakprobe::history

#include "coordinator/history/book.hpp"

#include <soci/soci.h>
#include <utility>

namespace oakprobe::history {

using diagnosis::Cause;
using diagnosis::Status;

void NameBook::refresh(soci::session& session) {
  Number number = 0;
  std::string name;
  soci::statement rows =
      (session.prepare << "select id, name from name where id > :latest order by id",
       soci::into(number),
       soci::into(name),
       soci::use(latest_));
  rows.execute();
  while (rows.fetch()) {
    names_[number] = &numbers_.emplace(name, number).first->first;
    latest_ = number;
  }
}

Number NameBook::number(soci::session& session, std::string_view name) {
  if (const Number known = find(name)) return known;
  const Number number = latest_ + 1;
  const std::string text(name);
  session << "insert into name (id, name) values (:id, :name)", soci::use(number), soci::use(text);
  names_[number] = &numbers_.emplace(text, number).first->first;
  return latest_ = number;
}

Number NameBook::find(std::string_view name) const {
  const auto known = numbers_.find(name);
  return known == numbers_.end() ? 0 : known->second;
}

const std::string& NameBook::name(Number number) const {
  static const std::string none;
  const auto known = names_.find(number);
  return known == names_.end() ? none : *known->second;
}

Value value_of(const timeline::PathOutcome& outcome, std::string facts) {
  return {
      std::string(name_of(outcome.status)),
      std::string(outcome.cause ? name_of(*outcome.cause) : ""),
      timeline::places_text(outcome.where),
      outcome.accepted,
      std::move(facts)};
}

timeline::PathOutcome outcome_of(const Value& value) {
  return {
      value_named<Status>(value.status).value_or(Status::unknown),
      value_named<Cause>(value.cause),
      timeline::parse_places(value.places),
      value.accepted};
}

void ValueBook::refresh(soci::session& session) {
  Number number = 0;
  Value value;
  int accepted = 0;
  soci::statement rows =
      (session.prepare << "select id, status, cause, places, accepted, facts from value"
                          " where id > :latest order by id",
       soci::into(number),
       soci::into(value.status),
       soci::into(value.cause),
       soci::into(value.places),
       soci::into(accepted),
       soci::into(value.facts),
       soci::use(latest_));
  rows.execute();
  while (rows.fetch()) {
    value.accepted = accepted != 0;
    values_[number] = &numbers_.emplace(value, number).first->first;
    latest_ = number;
  }
}

Number ValueBook::number(soci::session& session, const Value& value) {
  const auto known = numbers_.find(value);
  if (known != numbers_.end()) return known->second;
  const Number number = latest_ + 1;
  const int accepted = value.accepted ? 1 : 0;
  session << "insert into value (id, status, cause, places, accepted, facts)"
             " values (:id, :status, :cause, :places, :accepted, :facts)",
      soci::use(number), soci::use(value.status), soci::use(value.cause), soci::use(value.places),
      soci::use(accepted), soci::use(value.facts);
  values_[number] = &numbers_.emplace(value, number).first->first;
  return latest_ = number;
}

const Value& ValueBook::value(Number number) const {
  static const Value none;
  const auto known = values_.find(number);
  return known == values_.end() ? none : *known->second;
}

bool ValueBook::are_alike(Number one, Number other) const {
  if (one == other) return true;
  const Value& left = value(one);
  const Value& right = value(other);
  return std::tie(left.status, left.cause, left.places, left.accepted) ==
         std::tie(right.status, right.cause, right.places, right.accepted);
}

}  // namespace oakprobe::history

#include "coordinator/app/change_json.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace oakprobe::app {

using Json = nlohmann::ordered_json;

Json condition_json(const audit::Condition& condition) {
  Json json{{"status", name_of(condition.status)}};
  if (condition.cause) json["cause"] = name_of(*condition.cause);
  if (condition.where.empty()) return json;
  Json where = Json::array();
  for (const diagnosis::Segment segment : condition.where.in_order())
    where.push_back(name_of(segment));
  json["where"] = std::move(where);
  return json;
}

Json change_json(const audit::PathChange& change) {
  constexpr std::array<const char*, 3> kinds{"confirmed", "flapping", "calm"};
  return {
      {"flow", change.path.flow},
      {"source", change.path.source},
      {"target", change.path.target},
      {"change", kinds.at(static_cast<std::size_t>(change.change.kind))},
      {"before", condition_json(change.change.before)},
      {"now", condition_json(change.change.now)}};
}

}  // namespace oakprobe::app

#include "coordinator/serve/answers.hpp"
#include "coordinator/serve/refused.hpp"
#include "coordinator/serve/told_times.hpp"

#include <utility>

namespace oakprobe::serve {

using report::Json;

Answer answer_times(HistoryView& history, const AskedQuestion& asked) {
  asked.expect({"since", "until", "flow"});
  const history::TimeRange range = range_of(asked);
  const auto latest = history.latest_run(asked);
  const auto all = checked(history::cluster_times(
      history.database(), latest.deployment, asked.text("flow"), std::nullopt, range
  ));
  Json series = Json::array();
  for (const history::TimeSeries& one : all)
    series.push_back(
        {{"flow", one.flow},
         {"from", one.from},
         {"to", one.to},
         {"points", points_json(one.points)}}
    );
  const Json json{{"schema", "oakprobe.times/1"}, {"series", std::move(series)}};
  return {200, report::json_line(json)};
}

}  // namespace oakprobe::serve

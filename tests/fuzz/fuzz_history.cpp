// Texts of a history's rows, which anybody may have written: a line each, and told in any form.
#include "base/check.hpp"
#include "base/duration.hpp"
#include "base/utc_time.hpp"
#include "coordinator/timeline/path_outcome.hpp"
#include "coordinator/timeline/timeline_json.hpp"
#include "coordinator/timeline/timeline_text.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace oakprobe;

std::string next_line(std::string_view& text) {
  const auto end = text.find('\n');
  const std::string line(text.substr(0, end));
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

UtcSeconds moment_of(const std::string& text) {
  const auto moment = parse_utc(text);
  if (moment) CHECK(parse_utc(utc_text(*moment)) == moment);
  if (const auto span = parse_duration(text)) CHECK(parse_duration(duration_text(*span)) == span);
  return moment.value_or(UtcSeconds(0));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  timeline::Life life;
  life.name = next_line(text);
  while (!text.empty()) {
    timeline::LifeSpan& span = life.spans.emplace_back();
    span.since = moment_of(next_line(text));
    if (const UtcSeconds until = moment_of(next_line(text)); until.count() > 0) span.until = until;
    span.unknown = life.spans.size() % 3 == 0;
    span.fine = life.spans.size() % 2 == 0;
    span.status = next_line(text);
    span.cause = next_line(text);
    span.places = next_line(text);
    span.facts = next_line(text);
    span.words = span.status;
    const auto where = timeline::parse_places(span.places);
    CHECK(timeline::parse_places(timeline::places_text(where)) == where);
  }
  const UtcSeconds from(0);
  const UtcSeconds to(4'000'000'000);
  const auto share = timeline::share_fine(life, from, to);
  static_cast<void>(share);
  CHECK(timeline::lives_text({life}, from, to).find('\x1b') == std::string::npos);
  CHECK(!timeline::path_lives_json({life}, "w1", life.name, from, to).empty());
  CHECK(!timeline::node_lives_json({life}, "w1").empty());
  timeline::Difference difference;
  difference.vanished_nodes = {life.name};
  difference.broken.push_back({life.name, life.name, "w1", {}, {}, true});
  CHECK(!timeline::difference_text(difference).empty());
  CHECK(!timeline::difference_json(difference).empty());
  return 0;
}

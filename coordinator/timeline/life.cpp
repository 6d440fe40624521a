#include "coordinator/timeline/life.hpp"

#include <algorithm>

namespace oakprobe::timeline {
namespace {

struct Stretch {
  UtcSeconds from{};
  UtcSeconds to{};

  [[nodiscard]] UtcSeconds length() const { return std::max(UtcSeconds(0), to - from); }
};

Stretch common(const LifeSpan& span, const Stretch& other) {
  return {std::max(span.since, other.from), std::min(span.until.value_or(other.to), other.to)};
}

}  // namespace

std::optional<double> share_fine(const Life& life, UtcSeconds from, UtcSeconds to) {
  UtcSeconds known{};
  UtcSeconds fine{};
  for (const LifeSpan& span : life.spans) {
    if (span.unknown) continue;
    const Stretch stretch = common(span, {from, to});
    UtcSeconds length = stretch.length();
    if (length.count() == 0) continue;
    for (const LifeSpan& unknown : life.spans)
      if (unknown.unknown) length -= common(unknown, stretch).length();
    known += length;
    if (span.fine) fine += length;
  }
  if (known.count() == 0) return std::nullopt;
  return static_cast<double>(fine.count()) / static_cast<double>(known.count());
}

Life between(Life life, UtcSeconds from, UtcSeconds to) {
  std::erase_if(life.spans, [&](const LifeSpan& span) {
    return (span.until && *span.until <= from) || span.since >= to;
  });
  return life;
}

}  // namespace oakprobe::timeline

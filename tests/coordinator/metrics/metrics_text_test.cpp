#include "coordinator/metrics/metrics_text.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace oakprobe::metrics {
namespace {

TEST(MetricsText, NumbersReadBackAndWholeOnesHaveAPoint) {
  EXPECT_EQ(number_text(0), "0.0");
  EXPECT_EQ(number_text(1), "1.0");
  EXPECT_EQ(number_text(0.0001), "0.0001");
  EXPECT_EQ(number_text(2.5), "2.5");
  EXPECT_EQ(number_text(1e300), "1e+300");
}

TEST(MetricsText, LabelsAreEscapedAndCut) {
  std::ostringstream out;
  MetricsText text(out);
  text.family("oakprobe_x_seconds", "gauge", "What it is.");
  text.sample({{"a", "\\ \"\n\x1b\xff"}, {"b", std::string(1'000, 'b')}}, std::uint64_t{7});
  text.end();
  EXPECT_EQ(
      out.str(),
      "# TYPE oakprobe_x_seconds gauge\n# UNIT oakprobe_x_seconds seconds\n"
      "# HELP oakprobe_x_seconds What it is.\n"
      "oakprobe_x_seconds{a=\"\\\\ \\\" / ??\",b=\"" +
          std::string(253, 'b') + "…\"} 7\n# EOF\n"
  );
}

}  // namespace
}  // namespace oakprobe::metrics

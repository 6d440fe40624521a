#include "tests/inventory/inventories.hpp"

#include <gmock/gmock.h>

namespace oakprobe::inventory {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

std::string audit(std::string_view lines) { return with_head("audit:\n").append(lines); }

TEST(AuditSettings, AreReadWhole) {
  const AuditSettings settings = parse(audit(R"(  every: 90s
  history: postgresql://audit@db/oakprobe
  confirm: 3/5
  flap_limit: 4
  serve: "[::1]:8080"
  keep: {runs: 7d, hours: 90d, days: 2y}
  alerts:
    - {webhook: https://example.org/hook, secret_file: /etc/oakprobe/secret}
    - {alertmanager: "http://127.0.0.1:9093"}
    - {command: [/usr/local/bin/tell, --urgent]}
    - {command: "tell 'the office'"}
  silence:
    - {node: edge, until: 2026-12-01, why: moves house}
    - {flow: worker-tunnel, source: root, target: edge, until: "2026-12-01T18:30:00+01:00", why: x}
)"))
                                     .audit;
  EXPECT_EQ(settings.every, seconds(90));
  EXPECT_EQ(settings.history, "postgresql://audit@db/oakprobe");
  EXPECT_EQ(settings.confirm, (Confirm{3, 5}));
  EXPECT_EQ(settings.flap_limit, 4U);
  EXPECT_EQ(settings.serve, "[::1]:8080");
  EXPECT_EQ(settings.keep.days, seconds(2 * 365 * 86'400));
  ASSERT_THAT(settings.alerts, SizeIs(4));
  EXPECT_EQ(settings.alerts[0].kind, AlertReceiverKind::webhook);
  EXPECT_EQ(settings.alerts[0].secret_file, "/etc/oakprobe/secret");
  EXPECT_EQ(settings.alerts[1].url, "http://127.0.0.1:9093");
  EXPECT_THAT(settings.alerts[2].command, ElementsAre("/usr/local/bin/tell", "--urgent"));
  EXPECT_THAT(settings.alerts[3].command, ElementsAre("tell", "the office"));
  ASSERT_THAT(settings.silence, SizeIs(2));
  EXPECT_EQ(settings.silence[0].node, "edge");
  EXPECT_EQ(settings.silence[1].until - settings.silence[0].until, seconds(17 * 3'600 + 1'800));
}

TEST(AuditSettings, NeedNotBeThere) {
  EXPECT_EQ(parse(head).audit, AuditSettings());
  EXPECT_EQ(parse(audit("  keep: {}\n  alerts: []\n")).audit, AuditSettings());
}

struct Mistake {
  const char* lines;
  const char* told;
};

class AuditMistakes : public testing::TestWithParam<Mistake> {};

TEST_P(AuditMistakes, HaveTheirLine) {
  EXPECT_THAT(problems(audit(GetParam().lines)), ElementsAre(StartsWith(GetParam().told)));
}

INSTANTIATE_TEST_SUITE_P(
    AuditSettings,
    AuditMistakes,
    testing::Values(
        Mistake{"  evry: 5m\n", "6:3: unknown key 'evry' in audit (did you mean 'every'?)"},
        Mistake{"  every: 5\n", "6:10: every is a whole number and s, m, h, d or y"},
        Mistake{"  every: [5m]\n", "6:10: every has a list; it needs a single value"},
        Mistake{"  confirm: 3/2\n", "6:12: confirm is two numbers up to 20"},
        Mistake{"  confirm: 2/21\n", "6:12: confirm is two numbers up to 20"},
        Mistake{"  confirm: 0/3\n", "6:12: confirm is two numbers up to 20"},
        Mistake{"  flap_limit: 0\n", "6:15: flap_limit is a number from 1 to 100; not '0'"},
        Mistake{"  flap_limit: 101\n", "6:15: flap_limit is a number from 1 to 100"},
        Mistake{"  serve: 8080\n", "6:10: serve is ADDRESS:PORT"},
        Mistake{"  serve: \":8080\"\n", "6:10: serve is ADDRESS:PORT"},
        Mistake{"  serve: example.org:8080\n", "6:10: serve is ADDRESS:PORT"},
        Mistake{"  serve: 127.0.0.1:0\n", "6:10: serve is ADDRESS:PORT"},
        Mistake{"  keep: {runs: 7w}\n", "6:16: runs is a whole number and s, m, h, d or y"},
        Mistake{"  alerts: {webhook: x}\n", "6:11: alerts has a map; it is a list"},
        Mistake{"  alerts: [{webhook: ftp://x}]\n", "6:22: webhook is a URL that begins"},
        Mistake{"  alerts: [{webhook: \"http://a b\"}]\n", "6:22: webhook is a URL that begins"},
        Mistake{"  alerts: [{mail: me}]\n", "6:12: an entry of alerts is {webhook: URL}"},
        Mistake{"  alerts: [hook]\n", "6:12: an entry of alerts is {webhook: URL}"},
        Mistake{"  alerts: [{command: []}]\n", "6:22: command is empty"},
        Mistake{"  alerts: [{command: \"a 'b\"}]\n", "6:22: command has a quote"},
        Mistake{
            "  silence: [{until: 2026-12-01, why: x}]\n", "6:13: this silence is of everything"},
        Mistake{"  silence: [{node: edge, why: x}]\n", "6:13: this silence has no until"},
        Mistake{"  silence: [{node: edge, until: 2026-12-01}]\n", "6:13: this silence has no why"},
        Mistake{
            "  silence: [{node: edge, until: soon, why: x}]\n", "6:33: until is a day or a time"},
        Mistake{
            "  silence: [{node: edg, until: 2026-12-01, why: x}]\n",
            "6:20: no node has the name 'edg'"},
        Mistake{
            "  silence: [{flow: tunnel, until: 2026-12-01, why: x}]\n",
            "6:20: there is no flow 'tunnel'"}
    )
);

TEST(AuditSettings, HaveAnEnd) {
  const auto silences = [](std::size_t count) {
    std::string lines = "  silence:\n";
    for (std::size_t at = 0; at < count; ++at)
      lines += "    - {node: edge, until: 2026-12-01, why: x}\n";
    return lines;
  };
  EXPECT_THAT(problems(audit(silences(silences_max))), IsEmpty());
  EXPECT_THAT(
      problems(audit(silences(silences_max + 1))),
      ElementsAre(HasSubstr("too many entries in silence; 1000 are the most"))
  );
  const auto because = [](std::size_t bytes) {
    return "  silence: [{node: edge, until: 2026-12-01, why: " + std::string(bytes, 'x') + "}]\n";
  };
  EXPECT_THAT(problems(audit(because(500))), IsEmpty());
  EXPECT_THAT(
      problems(audit(because(501))), ElementsAre(StartsWith("6:50: why is at most 500 bytes"))
  );
}

TEST(ParseConfirm, TakesTwoNumbers) {
  EXPECT_EQ(parse_confirm("1/1"), (Confirm{1, 1}));
  EXPECT_EQ(parse_confirm("20/20"), (Confirm{20, 20}));
  for (const std::string_view wrong : {"", "2", "2/", "/3", "2/3/4", "-1/3", " 2/3", "2 / 3"})
    EXPECT_EQ(parse_confirm(wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace oakprobe::inventory

#include "coordinator/audit/watch.hpp"

#include "inventory/expected_path.hpp"
#include "inventory/parse_inventory.hpp"
#include "inventory/path_name.hpp"

#include <gmock/gmock.h>

#include <map>
#include <string>

namespace oakprobe::audit {
namespace {

using diagnosis::Cause;
using diagnosis::Status;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr ConfirmationRules rules{};

inventory::Inventory deployment(int workers) {
  const std::string last = std::to_string(workers);
  auto parsed = inventory::parse_inventory(
      "version: 1\nnodes:\n"
      "  - {name: root, address: 192.0.2.1, roles: [root, cluster], cluster: edge}\n"
      "  - {name: \"w[1-" +
      last + "]\", address: \"10.0.0.[1-" + last + "]\", roles: [worker], cluster: edge}\n"
  );
  return *parsed;
}

// A check of all tunnels: those that are named are in such a state, all others open.
class Tunnels {
 public:
  explicit Tunnels(int workers = 4) : inventory(deployment(workers)) {}

  Tunnels& set(const char* source, const char* target, Status status) {
    states_[{"worker-tunnel", source, target}] = status;
    return *this;
  }

  [[nodiscard]] diagnosis::FinishedCheck check(Status otherwise = Status::open) const {
    diagnosis::FinishedCheck check;
    check.inventory = inventory;
    check.nodes.resize(inventory.nodes.size());
    inventory::PathSelection selection;
    selection.flows = {inventory.find_flow("worker-tunnel").value()};
    inventory::for_each_path(inventory, selection, [&](const inventory::ExpectedPath& expected) {
      const auto state = states_.find(names_of(inventory, expected.id));
      diagnosis::FinishedPath path;
      path.id = expected.id;
      diagnosis::Judgement judgement;
      judgement.status = state == states_.end() ? otherwise : state->second;
      if (judgement.status == Status::blocked) judgement.cause = Cause::dropped;
      path.verdict = judgement;
      check.paths.add(path);
    });
    return check;
  }

  inventory::Inventory inventory;

 private:
  std::map<PathName, Status> states_;
};

TEST(Watch, ConfirmsWhatHeld) {
  Watch watch(rules);
  const auto broken = Tunnels().set("w1", "w2", Status::blocked).check();
  EXPECT_THAT(watch.note(broken, 100), IsEmpty());
  EXPECT_FALSE(watch.is_troubled(broken, broken.paths.id_at(0)));
  const auto changes = watch.note(broken, 101);
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes[0].path, (PathName{"worker-tunnel", "w1", "w2"}));
  EXPECT_EQ(changes[0].change.now.status, Status::blocked);
  EXPECT_TRUE(watch.is_troubled(broken, broken.paths.id_at(0)));
}

TEST(Watch, TakesUnknownForNoRun) {
  Watch watch(rules);
  const auto broken = Tunnels().set("w1", "w2", Status::blocked).check();
  const auto unknown = Tunnels().set("w1", "w2", Status::unknown).check();
  EXPECT_THAT(watch.note(broken, 100), IsEmpty());
  for (int run = 0; run < 10; ++run) EXPECT_THAT(watch.note(unknown, 101), IsEmpty());
  EXPECT_THAT(watch.note(broken, 102), SizeIs(1));
  for (int run = 0; run < 10; ++run) EXPECT_THAT(watch.note(unknown, 103), IsEmpty());
  EXPECT_TRUE(watch.is_troubled(broken, broken.paths.id_at(0)));
}

TEST(Watch, KeepsNothingOfWhatIsAsExpected) {
  Watch watch(rules);
  const auto fine = Tunnels().check();
  const auto broken = Tunnels().set("w1", "w2", Status::blocked).check();
  EXPECT_THAT(watch.note(fine, 100), IsEmpty());
  EXPECT_THAT(watch.paths(), IsEmpty());
  static_cast<void>(watch.note(broken, 100));
  for (int run = 0; run < 3; ++run) static_cast<void>(watch.note(fine, 100));
  EXPECT_THAT(watch.paths(), SizeIs(1)) << "it counts for flapping";
  static_cast<void>(watch.note(fine, 100 + flap_seconds));
  EXPECT_THAT(watch.paths(), IsEmpty());
}

TEST(Watch, SaysWhereAnotherLookWouldTellMore) {
  Watch watch(rules);
  Tunnels tunnels(20);
  for (const char* target : {"w2", "w3", "w4", "w5", "w6", "w7", "w8", "w9"})
    tunnels.set("w1", target, Status::blocked);
  const auto seen = tunnels.check();
  static_cast<void>(watch.note(seen, 100));
  EXPECT_THAT(watch.in_doubt(seen, 8), SizeIs(8));
  const auto some = watch.in_doubt(seen, 4);
  ASSERT_THAT(some, SizeIs(4));
  EXPECT_EQ(names_of(tunnels.inventory, some[1]).target, "w4");
  const auto untold = tunnels.set("w1", "w9", Status::unknown).check();
  EXPECT_THAT(watch.in_doubt(untold, 8), SizeIs(7)) << "another look could not tell it either";
  static_cast<void>(watch.note(seen, 100));
  EXPECT_THAT(watch.in_doubt(seen, 8), IsEmpty());
}

TEST(Watch, ForgetsPathsThatTheInventoryLost) {
  Watch watch(rules);
  Tunnels tunnels(4);
  tunnels.set("w1", "w4", Status::blocked).set("w1", "w3", Status::blocked);
  static_cast<void>(watch.note(tunnels.check(), 100));
  const Tunnels smaller(3);
  EXPECT_THAT(watch.paths(), SizeIs(2));
  watch.keep_paths_of(smaller.inventory);
  EXPECT_THAT(watch.paths(), SizeIs(1));
}

TEST(Watch, ConfirmsACauseByOneOfItsPaths) {
  Watch watch(rules);
  auto check = Tunnels().set("w1", "w2", Status::blocked).set("w3", "w4", Status::blocked).check();
  check.causes.resize(2);
  const inventory::NameTable names(check.inventory);
  const auto first = names.find({"worker-tunnel", "w1", "w2"}).value();
  const auto second = names.find({"worker-tunnel", "w3", "w4"}).value();
  check.paths.set_cause(check.paths.find(first).value(), 0);
  check.paths.set_cause(check.paths.find(second).value(), 1);
  static_cast<void>(watch.note(Tunnels().set("w3", "w4", Status::blocked).check(), 100));
  static_cast<void>(watch.note(check, 101));
  EXPECT_THAT(watch.confirmed_causes(check), ElementsAre(false, true));
}

TEST(Watch, HasAnEnd) {
  Watch watch(rules);
  const auto check = Tunnels(226).check(Status::blocked);  // 50,850 tunnels
  static_cast<void>(watch.note(check, 100));
  EXPECT_EQ(watch.paths().size(), paths_watched_max);
  EXPECT_EQ(watch.left_out(), 850U);
  EXPECT_EQ(watch.note(check, 101).size(), paths_watched_max);
  const std::string text = to_text(watch);
  EXPECT_LT(text.size(), watch_bytes_max);
  const auto read = parse_watched_paths(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->size(), paths_watched_max);
}

TEST(WatchText, SurvivesARestart) {
  Watch watch({1, 2, 1});
  Tunnels tunnels;
  static_cast<void>(watch.note(tunnels.set("w1", "w2", Status::blocked).check(), 100));
  static_cast<void>(watch.note(tunnels.set("w3", "w2", Status::exposed).check(), 101));
  static_cast<void>(watch.note(tunnels.set("w1", "w2", Status::open).check(), 102));
  const std::string text = to_text(watch);
  const auto read = parse_watched_paths(text);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), watch.paths().size());
  for (const auto& [name, known] : watch.paths())
    EXPECT_EQ(read->at(name).remembered(), known.remembered());
  Watch restarted(rules);
  restarted.remember(*read);
  EXPECT_EQ(to_text(restarted), text);
}

TEST(WatchText, IsRefusedWhereItIsAnother) {
  const std::string good =
      "oakprobe.watch/1\n"
      R"(["f","a","b",["blocked","dropped","network"],[["open",""]],[5],false])"
      "\n";
  EXPECT_TRUE(parse_watched_paths(good));
  EXPECT_TRUE(parse_watched_paths("oakprobe.watch/1\n"));
  const auto with = [&](std::string_view part, std::string_view instead) {
    std::string text = good;
    return text.replace(text.find(part), part.size(), instead);
  };
  for (const std::string& wrong :
       {std::string(),
        std::string("[]\n"),
        good.substr(0, 50),
        good.substr(0, good.size() - 1),
        with("watch/1", "watch/2"),
        with("oakprobe.watch/1\n", ""),
        with("\"f\",", ""),
        with("\"f\"", "1"),
        with("blocked", "broken"),
        with("dropped", "eaten"),
        with("network", "\\u0000"),
        with("\"\"]", "\"loss\", 3]"),
        with("[5]", "5"),
        with("[5]", "[\"5\"]"),
        with("false", "0")})
    EXPECT_FALSE(parse_watched_paths(wrong)) << wrong;
}

}  // namespace
}  // namespace oakprobe::audit

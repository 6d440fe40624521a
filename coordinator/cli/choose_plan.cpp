#include "coordinator/cli/choose_plan.hpp"

#include "coordinator/check/run_identity.hpp"
#include "coordinator/cli/rotation_file.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <iostream>

namespace oakprobe::cli {
namespace {

using plans::PlanKind;

// Always the same, so that `oakprobe plan` shows what a check does, and one check can be held
// against the next. Chance links are for rotate.
constexpr plans::Seed cover_seed{};

plans::Seed fresh_seed() {
  const check::RunIdentity drawn = check::draw_run_identity();
  plans::Seed seed;
  std::copy_n(drawn.key.begin(), seed.size(), seed.begin());
  return seed;
}

// False: standard error was told why.
bool begin_or_go_on(
    ChosenPlan& chosen,
    const inventory::Inventory& inventory,
    const std::vector<plans::Mesh>& meshes,
    const PlanChoice& choice
) {
  const auto file = choice.state ? choice.state : default_rotation_file(choice.inventory);
  if (!file) {
    std::cerr << "oakprobe: --plan rotate keeps a file from run to run; there is neither "
                 "XDG_STATE_HOME nor HOME: say where with --state FILE\n";
    return false;
  }
  chosen.state_file = *file;
  auto known = read_rotation(*file);
  if (!known) {
    std::cerr << "oakprobe: " << known.error().message << '\n';
    return false;
  }
  chosen.rotation = std::move(*known);
  if (chosen.rotation && !plans::is_of(*chosen.rotation, inventory, meshes)) {
    chosen.begun_anew = true;
    chosen.rotation.reset();
  }
  if (!chosen.rotation) chosen.rotation = plans::begin_rotation(inventory, meshes, fresh_seed());
  return true;
}

}  // namespace

std::optional<ChosenPlan> choose_plan(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const PlanChoice& choice
) {
  ChosenPlan chosen;
  const PlanKind kind = choice.kind.value_or(plans::default_kind(inventory, selection));
  const std::vector<plans::Mesh> meshes = plans::meshes_of(inventory, selection);
  if (kind != PlanKind::rotate || meshes.empty()) {
    const PlanKind possible = kind == PlanKind::rotate ? PlanKind::full : kind;
    chosen.plan = plans::make_plan(inventory, selection, possible, cover_seed);
    return chosen;
  }
  if (!begin_or_go_on(chosen, inventory, meshes, choice)) return std::nullopt;
  chosen.slots = {chosen.rotation->next, choice.slots};
  chosen.plan = plans::make_plan(inventory, selection, kind, chosen.rotation->seed, chosen.slots);
  return chosen;
}

void keep_rotation(ChosenPlan& chosen, diagnosis::FinishedCheck& check) {
  if (!chosen.rotation) return;
  diagnosis::RotationProgress progress;
  progress.slots = chosen.slots.count;
  progress.begun_anew = chosen.begun_anew;
  progress.kept = false;
  const std::int64_t now = std::time(nullptr);
  if (!check.interrupted) {
    std::vector<PathId> verified;
    for (const diagnosis::FinishedPath& path : check.paths)
      if (path.verdict.status != diagnosis::Status::unknown) verified.push_back(path.id);
    plans::note_run(*chosen.rotation, chosen.plan, chosen.slots, verified, now);
    const auto failed = write_rotation(chosen.state_file, *chosen.rotation);
    if (failed) std::cerr << "oakprobe: " << failed->message << "; the next run tries the same\n";
    progress.kept = !failed;
  }
  const plans::RotationCoverage coverage = plans::coverage_of(*chosen.rotation);
  progress.verified = coverage.verified;
  progress.oldest_seconds = std::max<std::int64_t>(0, now - coverage.oldest.value_or(now));
  const std::uint64_t slots = std::max<std::uint64_t>(1, chosen.slots.count);
  progress.runs_left = (coverage.slots_left + slots - 1) / slots;
  check.coverage.rotation = progress;
}

}  // namespace oakprobe::cli

#include "coordinator/app/choose_plan.hpp"

#include "coordinator/app/rotation_file.hpp"

#include <boost/crc.hpp>

#include <algorithm>
#include <array>
#include <ctime>

namespace oakprobe::app {
namespace {

using plans::PlanKind;

// Always the same, so that `oakprobe plan` shows what a check does, and one check can be held
// against the next. Chance links are for rotate.
constexpr plans::Seed cover_seed{};

std::string flow_names(
    const inventory::Inventory& inventory, const std::vector<plans::Mesh>& meshes
) {
  std::string names;
  for (const plans::Mesh& mesh : meshes)
    for (const FlowId flow : mesh.flows) names += inventory.flow(flow).id + '\n';
  return names;
}

std::string damage_warning(const std::string& file, PlanUse use) {
  const auto aside = use == PlanUse::run ? put_aside(file) : std::nullopt;
  return file + " is damaged" + (aside ? " and was put aside as " + *aside : "") +
         "; the rotation begins anew";
}

// The file that this rotation keeps from run to run.
OrFailure<std::string> state_file_of(
    const inventory::Inventory& inventory,
    const std::vector<plans::Mesh>& meshes,
    const PlanChoice& choice
) {
  if (choice.state) return *choice.state;
  if (choice.inventory == "-")
    return wrong_input(
        "--plan rotate keeps a file from run to run, by the name of the inventory; for standard "
        "input say which with --state FILE"
    );
  auto file = default_rotation_file(choice.inventory, flow_names(inventory, meshes));
  if (file) return std::move(*file);
  return wrong_input(
      "--plan rotate keeps a file from run to run; there is neither XDG_STATE_HOME nor HOME: say "
      "where with --state FILE"
  );
}

OrFailure<void> read_state_file(
    ChosenPlan& chosen,
    const inventory::Inventory& inventory,
    const std::vector<plans::Mesh>& meshes,
    const PlanChoice& choice,
    PlanUse use
) {
  const auto file = state_file_of(inventory, meshes, choice);
  if (!file) return file.error();
  chosen.state_file = *file;
  if (use == PlanUse::run) chosen.lock.emplace(*file);
  auto known = read_rotation(*file);
  if (!known) return wrong_input(known.error().message);
  if (known->damaged) chosen.warning = damage_warning(*file, use);
  chosen.begun_anew = known->damaged;
  chosen.rotation = std::move(known->state);
  return {};
}

void read_kept_state(ChosenPlan& chosen, std::string& kept) {
  chosen.kept = &kept;
  chosen.rotation = plans::parse_rotation_state(kept);
  chosen.begun_anew = !chosen.rotation && !kept.empty();
  if (chosen.begun_anew)
    chosen.warning = "what was kept of the rotation can't be read; it begins anew";
}

OrFailure<void> begin_or_go_on(
    ChosenPlan& chosen,
    const inventory::Inventory& inventory,
    const std::vector<plans::Mesh>& meshes,
    const PlanChoice& choice,
    PlanUse use
) {
  if (choice.kept != nullptr) {
    read_kept_state(chosen, *choice.kept);
  } else {
    const auto read = read_state_file(chosen, inventory, meshes, choice, use);
    if (!read) return read;
  }
  if (chosen.rotation && !plans::is_of(*chosen.rotation, inventory, meshes)) {
    chosen.begun_anew = true;
    chosen.rotation.reset();
  }
  if (!chosen.rotation) chosen.rotation = plans::begin_rotation(inventory, meshes);
  return {};
}

}  // namespace

std::string rotation_name(
    const inventory::Inventory& inventory, const inventory::PathSelection& selection
) {
  const std::string names = flow_names(inventory, plans::meshes_of(inventory, selection));
  boost::crc_32_type sum;
  sum.process_bytes(names.data(), names.size());
  return "rotation " + std::to_string(sum.checksum());
}

OrFailure<ChosenPlan> choose_plan(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const PlanChoice& choice,
    PlanUse use
) {
  ChosenPlan chosen;
  const PlanKind kind = choice.kind.value_or(plans::default_kind(inventory, selection));
  const std::vector<plans::Mesh> meshes = plans::meshes_of(inventory, selection);
  if (kind != PlanKind::rotate || meshes.empty()) {
    const PlanKind possible = kind == PlanKind::rotate ? PlanKind::full : kind;
    chosen.plan = plans::make_plan(inventory, selection, possible, cover_seed);
    return chosen;
  }
  const auto begun = begin_or_go_on(chosen, inventory, meshes, choice, use);
  if (!begun) return begun.error();
  chosen.slots = {chosen.rotation->next, choice.slots};
  chosen.plan = plans::make_plan(inventory, selection, kind, chosen.rotation->seed, chosen.slots);
  return chosen;
}

OrFailure<void> can_keep_rotation(const ChosenPlan& chosen) {
  if (!chosen.rotation || chosen.kept != nullptr) return {};
  if (chosen.lock && chosen.lock->outcome() == FileLock::Outcome::held_elsewhere)
    return oakprobe_failed(
        "another check goes on with " + chosen.state_file +
        "; let it end, or name another with --state"
    );
  const auto failed = write_rotation(chosen.state_file, *chosen.rotation);
  if (failed) return oakprobe_failed(failed->message + "; name another with --state");
  return {};
}

std::string keep_rotation(ChosenPlan& chosen, diagnosis::FinishedCheck& check) {
  if (!chosen.rotation) return {};
  std::string warning;
  diagnosis::RotationProgress progress;
  progress.slots = chosen.slots.count;
  progress.begun_anew = chosen.begun_anew;
  progress.kept = false;
  const std::int64_t now = std::time(nullptr);
  std::vector<plans::RotatedPath> tried;
  for (const diagnosis::FinishedPath& path : check.paths)
    if (path.is_tried())
      tried.push_back({path.id, path.verdict->status != diagnosis::Status::unknown});
  const bool noted = !check.interrupted &&
                     plans::note_run(*chosen.rotation, chosen.plan, chosen.slots, tried, now);
  if (noted && chosen.kept != nullptr) {
    *chosen.kept = plans::to_text(*chosen.rotation);
    progress.kept = true;
  } else if (noted) {
    const auto failed = write_rotation(chosen.state_file, *chosen.rotation);
    if (failed) warning = failed->message + "; the next run tries the same";
    progress.kept = !failed;
  }
  const plans::RotationCoverage coverage = plans::coverage_of(*chosen.rotation);
  progress.verified = coverage.verified;
  progress.oldest_seconds = std::max<std::int64_t>(0, now - coverage.oldest.value_or(now));
  const std::uint64_t slots = std::max<std::uint64_t>(1, chosen.slots.count);
  progress.runs_left = (coverage.slots_left + slots - 1) / slots;
  check.coverage.rotation = progress;
  return warning;
}

}  // namespace oakprobe::app

#include "coordinator/cli/plan_options.hpp"

#include "base/parse_number.hpp"

#include <string_view>

namespace oakprobe::cli {
namespace {

constexpr std::uint32_t slots_max = 1'000'000;

}  // namespace

std::vector<std::string> with_whole_plans(std::span<const std::string> arguments) {
  std::vector<std::string> whole(arguments.begin(), arguments.end());
  for (std::size_t at = 0; at + 1 < whole.size(); ++at) {
    const bool apart = whole[at] == "--plan" && whole[at + 1] == "rotate" && at + 2 < whole.size();
    const std::size_t number = apart ? at + 2 : at + 1;
    if (!apart && whole[at] != "--plan=rotate") continue;
    if (whole[number].empty() || whole[number].find_first_not_of("0123456789") != std::string::npos)
      continue;
    whole[at] = "--plan=rotate " + whole[number];
    whole.erase(
        whole.begin() + static_cast<std::ptrdiff_t>(at) + 1,
        whole.begin() + static_cast<std::ptrdiff_t>(number) + 1
    );
  }
  return whole;
}

void add_plan_options(boost::program_options::options_description& options) {
  const auto word = [] { return boost::program_options::value<std::string>(); };
  options.add_options()("plan", word())("state", word());
}

app::PlanChoice read_plan(const OptionReader& reader) {
  constexpr std::string_view rotate = "rotate ";
  app::PlanChoice choice;
  choice.inventory = reader.inventory();
  choice.state = reader.text("state");
  const std::string word = reader.text("plan").value_or("");
  if (word == "full") choice.kind = plans::PlanKind::full;
  if (word == "cover") choice.kind = plans::PlanKind::cover;
  if (word.starts_with(rotate)) {
    choice.kind = plans::PlanKind::rotate;
    const std::string_view number = std::string_view(word).substr(rotate.size());
    choice.slots = parse_number<std::uint32_t>(number).value_or(0);
    if (choice.slots == 0 || choice.slots > slots_max)
      throw WrongUsage(
          "--plan rotate K tries K slots of the rotation a run, 1 to " + std::to_string(slots_max)
      );
  }
  if (!word.empty() && !choice.kind)
    throw WrongUsage("--plan is full, cover or rotate K, not '" + word + "'");
  if (choice.state && choice.kind != plans::PlanKind::rotate)
    throw WrongUsage("--state is where --plan rotate K keeps how far it came");
  const bool chooses = reader.has("source") || reader.has("target");
  if (chooses && choice.kind && *choice.kind != plans::PlanKind::full)
    throw WrongUsage(
        "--source and --target say what to check; --plan " + std::string(to_string(*choice.kind)) +
        " chooses for itself"
    );
  return choice;
}

}  // namespace oakprobe::cli

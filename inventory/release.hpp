#pragma once

#include "inventory/diagnostics.hpp"
#include "inventory/flow.hpp"
#include "inventory/inventory.hpp"
#include "inventory/yaml_document.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace oakprobe::inventory {

inline constexpr std::string_view alpha_prefix = "alpha-";

struct ReadRelease {
  std::string name;  // as the catalogue spells it
  ReleaseOrigin origin = ReleaseOrigin::named;
};

// A known release ("v0.4.411"); the text may lack the v. `alpha-` in front is the alpha, where the
// catalogue has it, else the release itself. One that is newer than all known counts as the newest,
// with a doubt. Any other unknown one is a mistake.
[[nodiscard]] std::optional<ReadRelease> read_release(
    const YamlNode& node, std::span<const std::string> known, Diagnostics& diagnostics
);

// What `oakestra:` says: a release, or {release: RELEASE, gateway: true}.
struct ReadOakestra {
  std::optional<ReadRelease> release;  // nullopt: not said, or told as a mistake
  std::optional<bool> gateway;
};

[[nodiscard]] ReadOakestra read_oakestra(
    const YamlNode& node, std::span<const std::string> known, Diagnostics& diagnostics
);

// Whether a is later than b ("v0.4.411" later than "v0.4.410"); false where one is no release.
[[nodiscard]] bool is_newer_release(std::string_view a, std::string_view b);

// The flow as it is in a release (Flow::earlier).
[[nodiscard]] const Flow& as_of(
    const Flow& flow, std::string_view release, std::span<const std::string> known
);

// Whether the flow exists in a release (since, until). `known` is in order of age, oldest first.
[[nodiscard]] bool exists_in(
    const Flow& flow, std::string_view release, std::span<const std::string> known
);

}  // namespace oakprobe::inventory

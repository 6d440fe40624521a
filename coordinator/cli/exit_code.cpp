#include "coordinator/cli/exit_code.hpp"

namespace oakprobe::cli {

int exit_code(const app::Failure& failure) {
  switch (failure.kind) {
    case app::FailureKind::wrong_input:
      return exit_wrong_input;
    case app::FailureKind::oakprobe_failed:
    case app::FailureKind::interrupted:
      return exit_oakprobe_failed;
  }
  return exit_oakprobe_failed;
}

int exit_code(const diagnosis::FinishedCheck& check) {
  if (diagnosis::failures_of(check).any()) return exit_check_failed;
  return check.summary.unknown > check.summary.accepted ? exit_unknown : exit_fine;
}

int exit_code(const diagnosis::FinishedCheck& check, bool told) {
  return told && !check.interrupted ? exit_code(check) : exit_oakprobe_failed;
}

}  // namespace oakprobe::cli

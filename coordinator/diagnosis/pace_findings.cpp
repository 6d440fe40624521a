#include "coordinator/diagnosis/finding_rules.hpp"

namespace oakprobe::diagnosis {
void find_lowered_pace(FindingBook& book) {
  for (const LoweredPace& pace : book.check().lowered_pace)
    book.add({pace.node, FindingCode::pace_lowered});
}

}  // namespace oakprobe::diagnosis

#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

namespace oakprobe::diagnosis {

// In which order reports tell them: what is wrong (0), what works badly, what is unknown, what is
// worth knowing (3).
[[nodiscard]] int telling_order(Status status);

// Puts the causes in that order, and numbers them anew; of a kind, those with the most paths come
// first.
void put_in_telling_order(FinishedCheck& check);

}  // namespace oakprobe::diagnosis

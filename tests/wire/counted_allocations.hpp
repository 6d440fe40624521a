#pragma once

namespace oakprobe {

// How often this program has called operator new; its replacement counts.
int allocations();

}  // namespace oakprobe

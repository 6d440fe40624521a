#pragma once

namespace oakprobe::diagnosis {}

// Whoever tells of a judgement speaks of what judges have: paths, evidence, causes, segments.
namespace oakprobe::telling {
using namespace diagnosis;
}

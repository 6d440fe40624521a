#include "coordinator/record/write_record.hpp"

#include "coordinator/record/piece_writer.hpp"
#include "coordinator/record/value.hpp"
#include "coordinator/record/write_paths.hpp"

namespace oakprobe::record {
namespace {

template <class T>
void write_list(
    std::ostream& out, std::string_view key, const NodeNames& names, const std::vector<T>& list
) {
  PieceWriter pieces(out, key);
  for (const T& one : list) pieces.write(to_json(names, one));
}

}  // namespace

// What names something comes before what is named: also where another program sorts the keys.
void write_record(const diagnosis::FinishedCheck& check, std::ostream& out) {
  const NodeNames names(check.inventory);
  out << "{\n    \"version\": " << record_version;
  write_list(out, "flows", names, check.inventory.flows);
  write_list(out, "nodes", names, check.inventory.nodes);
  write_list(out, "observations", names, check.nodes);
  write_paths(check, names, out);
  out << ",\n    \"run\": " << to_json(names, check).dump();
  write_list(out, "slowed", names, check.lowered_pace);
  write_list(out, "silences", names, check.inventory.audit.silence);
  out << "\n  }";
}

}  // namespace oakprobe::record

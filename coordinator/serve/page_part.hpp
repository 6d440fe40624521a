#pragma once

#include <string_view>

namespace oakprobe::serve {

// One file of the page, as it is embedded in the program. All of it is static.
struct PagePart {
  std::string_view name;  // relative to the page's own address: "app-4f1c.js"; "": the index
  std::string_view type;  // Content-Type
  std::string_view gzip;  // the bytes, compressed
  std::string_view etag;  // quoted; of the index; empty: the name tells its contents
};

}  // namespace oakprobe::serve

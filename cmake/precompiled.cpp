// Nothing: compiling it compiles precompiled.hpp.

// What the module run.so hands out (base/module.h): main.cpp.

#pragma once

namespace telemetry {

struct RunModule {
  // As main(): the exit status. Throws nothing.
  int (*run)(int count, char** values);
};

inline constexpr char run_entry[] = "aerospike_telemetry_run";

}  // namespace telemetry

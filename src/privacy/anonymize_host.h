// The host's sections of a report: meminfo, system, dmi.

#pragma once

#include "host/host_facts.h"
#include "privacy/treat.h"
#include "report/report.h"

namespace telemetry {

void write_meminfo(const HostFacts& host, const Treat& treat, Report& report);
void write_system(const HostFacts& host, const Treat& treat, Report& report);
void write_dmi(const HostFacts& host, const Treat& treat, Report& report);

}  // namespace telemetry

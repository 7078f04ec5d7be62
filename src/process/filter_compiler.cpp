// Runs when the program is built: compiles the table of system calls to the
// filter that the kernel takes, by libseccomp, and prints it as C++. So a run
// needs neither libseccomp nor the time that it takes, which was a tenth of a
// run (doc/PERFORMANCE.md).

#include <errno.h>
#include <linux/filter.h>
#include <seccomp.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>

#include "process/system_calls_table.h"

namespace telemetry {
namespace {

struct Release {
  void operator()(void* filter) const { ::seccomp_release(filter); }
};

// A fence with a hole must not be called a fence: whatever fails ends the
// build.
void expect(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "libseccomp cannot compile the filter: %s\n", what);
  std::exit(1);
}

class Filter {
 public:
  Filter() {
    // What the kernel of the build machine offers does not matter: processes
    // can be killed since API level 3.
    expect(::seccomp_api_get() >= 3 || ::seccomp_api_set(3) == 0, "API level");
    filter_.reset(::seccomp_init(SCMP_ACT_ALLOW));
    expect(filter_ != nullptr, "start");
    // Calls by another architecture's numbers (x32, i386).
    expect(::seccomp_attr_set(filter_.get(), SCMP_FLTATR_ACT_BADARCH,
                              SCMP_ACT_KILL_PROCESS) == 0,
           "other architectures");
    // A tree, not a list: the kernel walks it for every call.
    expect(::seccomp_attr_set(filter_.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0,
           "tree");
  }

  void add(std::uint32_t action, const char* name,
           std::span<const scmp_arg_cmp> condition = {}) {
    const int number = ::seccomp_syscall_resolve_name(name);
    // Negative: not on this architecture, or newer than the library.
    if (number < 0) return;
    expect(::seccomp_rule_add_array(filter_.get(), action, number,
                                    static_cast<unsigned>(condition.size()),
                                    condition.data()) == 0,
           name);
  }

  void print() {
    std::FILE* file = std::tmpfile();
    expect(file != nullptr &&
               ::seccomp_export_bpf(filter_.get(), ::fileno(file)) == 0 &&
               std::fseek(file, 0, SEEK_SET) == 0,
           "export");
    sock_filter step = {};
    while (std::fread(&step, sizeof step, 1, file) == 1)
      std::printf("{%#x, %u, %u, %#x},\n", unsigned{step.code},
                  unsigned{step.jt}, unsigned{step.jf}, step.k);
    expect(std::ferror(file) == 0 && std::fflush(stdout) == 0 &&
               std::ferror(stdout) == 0,
           "print");
    std::fclose(file);
  }

 private:
  std::unique_ptr<void, Release> filter_;
};

void compile() {
  Filter filter;
  for (const char* name : killed) filter.add(SCMP_ACT_KILL_PROCESS, name);
  for (const char* name : refused) filter.add(SCMP_ACT_ERRNO(EPERM), name);
  for (const char* name : not_there) filter.add(SCMP_ACT_ERRNO(ENOSYS), name);
  for (const auto& row : looked) {
    const scmp_arg_cmp condition{
        row.argument, row.differs ? SCMP_CMP_NE : SCMP_CMP_MASKED_EQ,
        row.differs ? row.value : row.mask, row.differs ? 0 : row.value};
    filter.add(SCMP_ACT_ERRNO(EPERM), row.name, {&condition, 1});
  }
  for (const char* name : to_itself_only) {
    const scmp_arg_cmp other{0, SCMP_CMP_NE, own_number, 0};
    filter.add(SCMP_ACT_ERRNO(EPERM), name, {&other, 1});
  }
  filter.print();
}

}  // namespace
}  // namespace telemetry

int main() { telemetry::compile(); }

#include "process/system_calls.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstddef>
#include <map>
#include <span>
#include <vector>

#include "process/system_calls_table.h"

namespace telemetry {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t architecture = 0;
#endif

constexpr std::uint32_t killed = SECCOMP_RET_KILL_PROCESS;
constexpr std::uint32_t refused = SECCOMP_RET_ERRNO | EPERM;
constexpr std::uint32_t not_there = SECCOMP_RET_ERRNO | ENOSYS;

using Code = std::vector<sock_filter>;

void add(Code& code, int what, std::uint32_t k, unsigned if_true = 0,
         unsigned if_false = 0) {
  code.push_back({static_cast<std::uint16_t>(what),
                  static_cast<std::uint8_t>(if_true),
                  static_cast<std::uint8_t>(if_false), k});
}

// The low or the high half of an argument.
void load(Code& code, unsigned argument, bool high) {
  static_assert(std::endian::native == std::endian::little);
  add(code, BPF_LD | BPF_W | BPF_ABS,
      static_cast<std::uint32_t>(offsetof(seccomp_data, args)) + 8 * argument +
          (high ? 4 : 0));
}

// Goes on behind it when the condition holds, else `past` further.
Code check(const Condition& condition, std::size_t past_size) {
  Code code;
  const auto past = static_cast<unsigned>(past_size);
  const auto value = condition.value;
  if (condition.test == Condition::Test::none) return code;
  if (condition.test == Condition::Test::is_not) {
    load(code, condition.argument, true);
    add(code, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 2);
  }
  load(code, condition.argument, false);
  switch (condition.test) {
    case Condition::Test::above:
      add(code, BPF_JMP | BPF_JGT | BPF_K, value, 0, past);
      break;
    case Condition::Test::bits:
      add(code, BPF_ALU | BPF_AND | BPF_K, condition.mask);
      add(code, BPF_JMP | BPF_JEQ | BPF_K, value, 0, past);
      break;
    default:
      add(code, BPF_JMP | BPF_JEQ | BPF_K, value, past, 0);
  }
  return code;
}

// A filter as the kernel takes it: what each call comes to, found by halving,
// since the kernel goes through it once for every call when it is installed.
// libseccomp would need a twentieth of a run to put the same together
// (doc/PERFORMANCE.md).
class Program {
 public:
  // The first that fits a call is what happens to it.
  void act(std::uint32_t action, std::span<const long> calls) {
    for (const long call : calls) act(action, {{Looked{call, {}}}});
  }
  void act(std::uint32_t action, std::span<const Looked> rows) {
    for (const auto& row : rows) {
      const auto second = check(row.second, 1);
      const auto first = check(row.first, second.size() + 1);
      auto& code = calls_[static_cast<std::uint32_t>(row.call)];
      code.insert(code.end(), first.begin(), first.end());
      code.insert(code.end(), second.begin(), second.end());
      add(code, BPF_RET | BPF_K, action);
    }
  }

  bool install() const {
    Code code;
    add(code, BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch));
    add(code, BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0);
    add(code, BPF_RET | BPF_K, killed);
    add(code, BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr));
#if defined(__x86_64__)
    // The numbers of x32: the same calls once more.
    add(code, BPF_JMP | BPF_JGE | BPF_K, 0x4000'0000, 0, 1);
    add(code, BPF_RET | BPF_K, killed);
#endif
    find(std::vector<Calls::value_type>(calls_.begin(), calls_.end()), code);
    const sock_fprog program{static_cast<unsigned short>(code.size()),
                             code.data()};
    return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
  }

 private:
  using Calls = std::map<std::uint32_t, Code>;

  // What a loaded number that is one of these, or none, comes to.
  static void find(std::span<const Calls::value_type> calls, Code& code) {
    if (calls.size() > 3) {
      const auto half = calls.size() / 2;
      add(code, BPF_JMP | BPF_JGE | BPF_K, calls[half].first, 0, 1);
      add(code, BPF_JMP | BPF_JA, 0);
      const auto low = code.size();
      find(calls.first(half), code);
      code[low - 1].k = static_cast<std::uint32_t>(code.size() - low);
      find(calls.subspan(half), code);
      return;
    }
    for (const auto& [call, body] : calls) {
      const bool looks = body.size() > 1;  // else it always acts
      add(code, BPF_JMP | BPF_JEQ | BPF_K, call, 0,
          static_cast<unsigned>(body.size() + looks));
      code.insert(code.end(), body.begin(), body.end());
      if (looks) add(code, BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    }
    add(code, BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  }

  Calls calls_;
};

}  // namespace

bool restrict_system_calls(Filter filter) {
  if (architecture == 0) return false;
  Program program;
  if (filter == Filter::both_halves) {
    program.act(killed, killed_in_both);
    program.act(refused, refused_in_both);
    program.act(refused, looked_at_in_both);
    program.act(not_there, not_there_in_both);
    return program.install();
  }
  const auto self = static_cast<std::uint32_t>(::getpid());
  const Looked to_others[] = {{SYS_kill, is_not(0, self)},
                              {SYS_tgkill, is_not(0, self)}};
  program.act(killed, killed_alone);
  program.act(refused, refused_alone);
  program.act(refused, looked_at_alone);
  program.act(refused, to_others);
  program.act(not_there, not_there_alone);
  if (filter == Filter::raw_half) {
    program.act(killed, killed_in_raw);
    program.act(refused, refused_in_raw);
    program.act(refused, looked_at_in_raw);
  } else {
    program.act(killed, killed_in_sender);
    program.act(refused, looked_at_in_sender);
  }
  return program.install();
}

}  // namespace telemetry

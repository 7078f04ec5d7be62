// Runs a program as on a kernel that lacks some system calls, or within a
// service manager's filter that refuses them: the kernel of the machine that
// runs the tests has them all.

#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>
#include <stdexcept>
#include <string_view>

namespace {

constexpr char usage[] =
    "usage: old_kernel ERROR CALL... -- PROGRAM [ARGUMENT...]\n"
    "Each CALL answers ERROR (ENOSYS, EINVAL, EPERM, EMFILE, EAGAIN,\n"
    "EAFNOSUPPORT). \"seccomp\" is also what prctl(2) can do of it; "
    "\"AF_UNIX\" is\nsocket(2) for that family alone.\n";

int error_number(std::string_view name) {
  for (const int error : {ENOSYS, EINVAL, EPERM, EMFILE, EAGAIN, EAFNOSUPPORT})
    if (name == ::strerrorname_np(error)) return error;
  throw std::invalid_argument("unknown error");
}

void refuse(scmp_filter_ctx filter, std::string_view name, int error) {
  const auto action = SCMP_ACT_ERRNO(static_cast<std::uint16_t>(error));
  if (name == "AF_UNIX") {
    const scmp_arg_cmp family = {0, SCMP_CMP_EQ, AF_UNIX, 0};
    if (::seccomp_rule_add_array(filter, action, SCMP_SYS(socket), 1,
                                 &family) != 0)
      throw std::runtime_error("no rule for socket");
    return;
  }
  const int number = ::seccomp_syscall_resolve_name(name.data());
  if (number < 0 || ::seccomp_rule_add(filter, action, number, 0) != 0)
    throw std::invalid_argument("unknown call");
  const scmp_arg_cmp option = {0, SCMP_CMP_EQ, PR_SET_SECCOMP, 0};
  if (name == "seccomp" &&
      ::seccomp_rule_add_array(filter, action, SCMP_SYS(prctl), 1, &option) !=
          0)
    throw std::runtime_error("no rule for prctl");
}

int run(char** words) {
  if (*words == nullptr) throw std::invalid_argument("no error");
  const int error = error_number(*words++);
  auto* const filter = ::seccomp_init(SCMP_ACT_ALLOW);
  for (; *words != nullptr && std::string_view(*words) != "--"; ++words)
    refuse(filter, *words, error);
  if (*words == nullptr || words[1] == nullptr)
    throw std::invalid_argument("no program");
  if (::seccomp_load(filter) != 0) throw std::runtime_error("no filter here");
  ::seccomp_release(filter);
  ::execvp(words[1], words + 1);
  throw std::runtime_error("cannot start the program");
}

}  // namespace

int main(int, char** words) {
  try {
    return run(words + 1);
  } catch (const std::exception& error) {
    std::cerr << "old_kernel: " << error.what() << '\n' << usage;
    return 64;
  }
}

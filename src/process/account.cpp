#include "process/account.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "base/text.h"

namespace telemetry {
namespace {

struct Account {
  std::optional<uid_t> user;
  gid_t group = 0;
};

Error unknown(const std::string& setting, const std::string& name) {
  return {Exit::config, setting + ": there is no " + setting + " '" +
                            printable(name) + "' on this host: set [main] " +
                            setting + " to " +
                            (setting == "user" ? "an account" : "a group") +
                            " of this host, or leave it empty"};
}

// Called with `user` or `group` not empty.
Result<Account> resolve(const std::string& user, const std::string& group) {
  Account account;
  if (!user.empty()) {
    const auto* entry = ::getpwnam(user.c_str());
    if (entry == nullptr) return std::unexpected(unknown("user", user));
    account = {entry->pw_uid, entry->pw_gid};
  }
  if (!group.empty()) {
    const auto* entry = ::getgrnam(group.c_str());
    if (entry == nullptr) return std::unexpected(unknown("group", group));
    account.group = entry->gr_gid;
  }
  return account;
}

Error refused(const std::string& setting) {
  return {Exit::no_permission,
          setting + ": cannot change to it: " + std::strerror(errno)};
}

// Root is gone for good: neither the user nor the group can be had back. The
// attempts change nothing when they fail, and the run ends when they do not.
bool root_is_gone(const Account& account) {
  if (account.user == uid_t{0}) return true;  // `user = root`: asked for
  if (::setresuid(0, 0, 0) == 0 || ::seteuid(0) == 0) return false;
  return account.group == 0 || (::setresgid(0, 0, 0) != 0 && ::setegid(0) != 0);
}

}  // namespace

Result<std::string> become_account(const std::string& user,
                                   const std::string& group) {
  if (user.empty() && group.empty()) return "";
  TRY_ASSIGN(const auto account, resolve(user, group));
  if (const auto self = ::geteuid(); self != 0) {
    // Whoever is not root cannot change; the unit names a user of its own.
    const bool in_group =
        ::getegid() == account.group || ::group_member(account.group) != 0;
    if (in_group && account.user.value_or(self) == self) return "";
    return "user, group: this run has others than configured, as only root can "
           "change to them";
  }
  // Groups first: without root nobody may change them.
  const int groups = account.user ? ::initgroups(user.c_str(), account.group)
                                  : ::setgroups(1, &account.group);
  if (groups != 0 ||
      ::setresgid(account.group, account.group, account.group) != 0)
    return std::unexpected(refused("group"));
  if (!account.user) return "";
  if (::setresuid(*account.user, *account.user, *account.user) != 0)
    return std::unexpected(refused("user"));
  if (!root_is_gone(account))
    return failure(Exit::software, "user: root was not given up: stopped");
  return "";
}

}  // namespace telemetry

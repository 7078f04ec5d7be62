// process/account: root is given up for good, or the run does not go on.

#define BOOST_TEST_MODULE account
#include "process/account.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "support/in_child.h"

using namespace telemetry;

namespace {

bool root() {
  if (::geteuid() != 0) BOOST_TEST_MESSAGE("not root: not tried");
  return ::geteuid() == 0;
}

// `nobody` and its group are on every host; Debian's group is nogroup.
const passwd& nobody() {
  static const passwd entry = *::getpwnam("nobody");
  return entry;
}

bool is(uid_t user, gid_t group) {
  uid_t u[3];
  gid_t g[3];
  return ::getresuid(&u[0], &u[1], &u[2]) == 0 &&
         ::getresgid(&g[0], &g[1], &g[2]) == 0 && u[0] == user &&
         u[1] == user && u[2] == user && g[0] == group && g[1] == group &&
         g[2] == group;
}

}  // namespace

BOOST_AUTO_TEST_CASE(without_a_user_and_a_group_nothing_changes) {
  const auto user = ::geteuid();
  const auto taken = become_account("", "");
  BOOST_REQUIRE(taken.has_value());
  BOOST_TEST(*taken == "");
  BOOST_TEST(::geteuid() == user);
}

BOOST_AUTO_TEST_CASE(root_becomes_the_user_and_its_group_and_cannot_go_back) {
  if (!root()) return;
  const auto become_nobody = [] {
    if (become_account("nobody", "") != "") return 1;
    if (!is(nobody().pw_uid, nobody().pw_gid)) return 2;
    if (::setuid(0) == 0 || ::setgid(0) == 0) return 3;
    gid_t groups[64];
    const int count = ::getgroups(64, groups);
    for (int i = 0; i < count; ++i)
      if (groups[i] == 0) return 4;
    return 0;
  };
  BOOST_TEST(in_child(become_nobody) == 0);
}

BOOST_AUTO_TEST_CASE(a_group_of_its_own_is_taken_too) {
  if (!root()) return;
  const auto daemon = ::getgrnam("daemon")->gr_gid;
  BOOST_TEST(in_child([daemon] {
               if (become_account("nobody", "daemon") != "") return 1;
               return is(nobody().pw_uid, daemon) ? 0 : 2;
             }) == 0);
  BOOST_TEST(in_child([daemon] {
               if (become_account("", "daemon") != "") return 1;
               gid_t groups[64];
               if (::getgroups(64, groups) != 1 || groups[0] != daemon)
                 return 2;
               return is(0, daemon) ? 0 : 3;
             }) == 0);
}

BOOST_AUTO_TEST_CASE(root_may_be_asked_for) {
  if (!root()) return;
  BOOST_TEST(in_child([] {
               if (become_account("root", "") != "") return 1;
               return is(0, 0) ? 0 : 2;
             }) == 0);
}

BOOST_AUTO_TEST_CASE(a_user_or_group_that_is_not_there_names_the_setting) {
  if (!root()) return;
  const auto user = become_account("no-such-user", "");
  BOOST_REQUIRE(!user.has_value());
  BOOST_CHECK(user.error().exit == Exit::config);
  BOOST_TEST(
      user.error().message ==
      "user: there is no user 'no-such-user' on this host: set [main] user "
      "to an account of this host, or leave it empty");
  const auto group = become_account("nobody", "no-such-group");
  BOOST_REQUIRE(!group.has_value());
  BOOST_CHECK(group.error().exit == Exit::config);
  BOOST_TEST(
      group.error().message ==
      "group: there is no group 'no-such-group' on this host: set [main] "
      "group to a group of this host, or leave it empty");
  BOOST_TEST(::geteuid() == 0u);  // nothing was changed half
  BOOST_TEST(::getegid() == 0u);
}

BOOST_AUTO_TEST_CASE(who_is_not_root_is_told_only_when_it_differs) {
  if (!root()) return;
  const auto as_nobody = [](const std::string& user, const std::string& group) {
    return in_child([&] {
      if (!become_account("nobody", "")) return 2;
      const auto taken = become_account(user, group);
      if (!taken) return static_cast<int>(taken.error().exit);
      return taken->empty() ? 0 : 1;
    });
  };
  const std::string own_group = ::getgrgid(nobody().pw_gid)->gr_name;
  BOOST_TEST(as_nobody("nobody", "") == 0);
  BOOST_TEST(as_nobody("nobody", own_group) == 0);
  BOOST_TEST(as_nobody("", own_group) == 0);
  BOOST_TEST(as_nobody("daemon", "") == 1);
  BOOST_TEST(as_nobody("daemon", own_group) == 1);
  BOOST_TEST(as_nobody("nobody", "daemon") == 1);
  // What is not on this host is as wrong as it is for root.
  BOOST_TEST(as_nobody("no-such-user", "") == 78);
  BOOST_TEST(as_nobody("nobody", "no-such-group") == 78);
}

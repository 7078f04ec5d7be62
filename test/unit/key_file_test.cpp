// privacy/key_file: which files hold a key, and that a new one comes whole.

#define BOOST_TEST_MODULE key_file
#include "privacy/key_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "support/pipeline.h"
#include "support/temporary_folder.h"

using namespace telemetry;
using namespace telemetry::test;
namespace fs = std::filesystem;

namespace {

const std::string digits =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

struct Folder : TemporaryFolder {
  std::string file(const std::string& text, mode_t mode = 0640) const {
    ::unlink((*this / "key").c_str());
    const auto name = put("key", text);
    ::chmod(name.c_str(), mode);
    return name;
  }
};

bool is_test_key(const Result<SecretKey>& key) {
  return key && std::ranges::equal(key->bytes(), test_key().bytes());
}

void check_refused(const Result<SecretKey>& key, const std::string& path,
                   const std::string& why) {
  BOOST_REQUIRE(!key.has_value());
  BOOST_TEST((key.error().exit == Exit::config));
  BOOST_TEST(key.error().message.contains(path));
  BOOST_TEST(key.error().message.contains(why), key.error().message);
  BOOST_TEST(!key.error().message.contains('\n'));
  BOOST_TEST(!key.error().message.contains(digits.substr(0, 8)));
}

struct stat status_of(const std::string& path) {
  struct stat status = {};
  BOOST_REQUIRE(::stat(path.c_str(), &status) == 0);
  return status;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_line_of_64_hex_digits_is_a_key) {
  const Folder folder;
  for (const auto& text : {digits + "\n", digits, digits + "\r\n",
                           " " + digits + " \n", to_upper(digits) + "\n"})
    BOOST_TEST(is_test_key(read_key(folder.file(text))));
  for (const mode_t mode : {0600, 0640, 0440, 0400})
    BOOST_TEST(is_test_key(read_key(folder.file(digits + "\n", mode))));
}

BOOST_AUTO_TEST_CASE(a_link_to_a_key_is_followed) {
  const Folder folder;
  const auto file = folder.file(digits + "\n");
  const auto link = folder / "link";
  fs::create_symlink(file, link);
  BOOST_TEST(is_test_key(read_key(link)));
  ::chmod(file.c_str(), 0644);
  check_refused(read_key(link), link, "others may");
}

BOOST_AUTO_TEST_CASE(a_link_that_another_user_made_is_refused) {
  if (::geteuid() != 0) return;  // only root may give links away
  const Folder folder;
  const auto link = folder / "link";
  fs::create_symlink(folder.file(digits + "\n"), link);
  BOOST_REQUIRE(::lchown(link.c_str(), 1234, 0) == 0);
  check_refused(read_key(link), link, "a link that belongs to another user");
}

BOOST_AUTO_TEST_CASE(a_key_that_others_may_use_is_refused) {
  const Folder folder;
  for (const mode_t mode : {0644, 0642, 0641, 0666}) {
    const auto file = folder.file(digits + "\n", mode);
    check_refused(read_key(file), file, "0640");
  }
}

BOOST_AUTO_TEST_CASE(a_mounted_secret_is_told_what_to_set) {
  const Folder folder;
  const auto file = folder.file(digits + "\n", 0644);
  check_refused(read_key(file), file, "defaultMode: 0440 and an fsGroup");
}

BOOST_AUTO_TEST_CASE(a_key_that_its_group_may_write_is_refused) {
  const Folder folder;
  const auto file = folder.file(digits + "\n", 0660);
  check_refused(read_key(file), file, "its group may write it: set mode 0640");
}

BOOST_AUTO_TEST_CASE(a_key_that_another_user_made_is_refused) {
  if (::geteuid() != 0) return;  // only root may give files away
  const Folder folder;
  const auto file = folder.file(digits + "\n");
  BOOST_REQUIRE(::chown(file.c_str(), 1234, 0) == 0);
  check_refused(read_key(file), file, "belongs to another user");
}

BOOST_AUTO_TEST_CASE(who_may_not_read_a_key_is_not_told_to_make_one) {
  if (::geteuid() != 0) return;  // only root can become someone else
  const Folder folder;
  BOOST_REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
  const auto file = folder.file(digits + "\n", 0400);
  BOOST_REQUIRE(::seteuid(65534) == 0);
  const auto key = read_key(file);
  BOOST_REQUIRE(::seteuid(0) == 0);
  check_refused(key, file, "only its owner and its group may");
  BOOST_TEST(!key.error().message.contains("--new-key"));
}

BOOST_AUTO_TEST_CASE(a_credential_of_systemd_stands_in_for_the_default_place) {
  const Folder folder;
  const std::string place = "/etc/aerospike/telemetry.key";
  BOOST_TEST(key_place(place, nullptr) == place);
  BOOST_TEST(key_place(place, folder.path().c_str()) == place);
  const auto credential = folder.put("telemetry.key", digits);
  if (!fs::exists(place))
    BOOST_TEST(key_place(place, folder.path().c_str()) == credential);
  // Who names a place means it.
  BOOST_TEST(key_place(folder / "mine", folder.path().c_str()) ==
             folder / "mine");
}

BOOST_AUTO_TEST_CASE(what_is_no_key_is_refused_with_advice) {
  const Folder folder;
  const std::string texts[] = {"",
                               "\n",
                               digits.substr(1),
                               digits + "0",
                               digits.substr(2) + "zz",
                               digits + "\n" + digits + "\n",
                               std::string(10'000, 'a'),
                               std::string(64, '\0'),
                               "hex:" + digits.substr(4)};
  for (const auto& text : texts) {
    const auto file = folder.file(text);
    check_refused(read_key(file), file, "");
  }
  const auto file = folder.file(digits.substr(1));
  check_refused(read_key(file), file, "--new-key");
  const auto none = folder / "none";
  check_refused(read_key(none), none, "--new-key");
  check_refused(read_key(folder.path()), folder.path(), "file");
  const auto fifo = folder / "fifo";
  BOOST_REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  check_refused(read_key(fifo), fifo, "not a file");
}

BOOST_AUTO_TEST_CASE(a_new_key_can_be_read_and_is_another_each_time) {
  const Folder folder;
  const auto path = folder / "new";
  BOOST_REQUIRE(new_key(path, "").has_value());
  const auto first = read_key(path);
  BOOST_REQUIRE(first.has_value());
  BOOST_TEST((status_of(path).st_mode & 07777) == 0640u);
  BOOST_TEST(status_of(path).st_size == 65);
  BOOST_REQUIRE(new_key(path, "").has_value());
  const auto second = read_key(path);
  BOOST_REQUIRE(second.has_value());
  BOOST_TEST(!std::ranges::equal(first->bytes(), second->bytes()));
  // Nothing else is left.
  BOOST_TEST(folder.files() == 1);
}

// Whoever has the old file open keeps the old key: it is replaced, not written.
BOOST_AUTO_TEST_CASE(a_new_key_takes_the_place_of_the_old_one_at_once) {
  const Folder folder;
  const auto path = folder.file(digits + "\n");
  std::ifstream old(path);
  const auto inode = status_of(path).st_ino;
  BOOST_REQUIRE(new_key(path, "").has_value());
  BOOST_TEST(status_of(path).st_ino != inode);
  std::string line;
  std::getline(old, line);
  BOOST_TEST(line == digits);
}

BOOST_AUTO_TEST_CASE(a_new_key_keeps_the_owner_and_mends_the_mode) {
  if (::geteuid() != 0) return;  // only root may give files away
  const Folder folder;
  const auto path = folder.file(digits + "\n", 0644);
  BOOST_REQUIRE(::chown(path.c_str(), 1234, 5678) == 0);
  BOOST_REQUIRE(new_key(path, "daemon").has_value());
  BOOST_TEST(status_of(path).st_uid == 1234u);
  BOOST_TEST(status_of(path).st_gid == 5678u);
  BOOST_TEST((status_of(path).st_mode & 07777) == 0640u);
  // A file that was not there gets the group that was asked for.
  const auto fresh = folder / "fresh";
  BOOST_REQUIRE(new_key(fresh, "daemon").has_value());
  BOOST_TEST(status_of(fresh).st_gid == 1u);
  BOOST_TEST(status_of(fresh).st_uid == 0u);
}

BOOST_AUTO_TEST_CASE(a_key_that_cannot_be_written_leaves_the_old_one) {
  const auto lost = new_key("/nonexistent/folder/key", "");
  BOOST_REQUIRE(!lost.has_value());
  BOOST_TEST((lost.error().exit == Exit::no_input));
  BOOST_TEST(lost.error().message.contains("/nonexistent/folder/key"));
  // A directory cannot be replaced by a file.
  const Folder folder;
  const auto path = folder / "dir";
  fs::create_directory(path);
  BOOST_TEST(!new_key(path, "").has_value());
  BOOST_TEST(folder.files() == 1);
}

BOOST_AUTO_TEST_CASE(throw_away_keys_differ) {
  const auto one = random_key();
  const auto other = random_key();
  BOOST_REQUIRE((one.has_value() && other.has_value()));
  BOOST_TEST(!std::ranges::equal(one->bytes(), other->bytes()));
}

#include "config/file_attributes.h"

#include <linux/limits.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <optional>

#include "base/text.h"

namespace telemetry {
namespace {

constexpr mode_t mode_bits = 07777;

std::optional<std::string> read_xattr(int file, const char* name,
                                      const Fault& fault) {
  std::string value(XATTR_SIZE_MAX, '\0');
  const ssize_t size = checked(fault, "fgetxattr", [&] {
    return ::fgetxattr(file, name, value.data(), value.size());
  });
  if (size < 0) return std::nullopt;
  value.resize(static_cast<std::size_t>(size));
  return value;
}

bool copy_xattr(int from, int to, const char* name, const Fault& fault) {
  const auto value = read_xattr(from, name, fault);
  if (!value) return errno == ENODATA || errno == ENOTSUP;
  // What the kernel has set already (a label) may not be ours to set.
  if (read_xattr(to, name, fault) == value) return true;
  return checked(fault, "fsetxattr",
                 [&] {
                   return ::fsetxattr(to, name, value->data(), value->size(),
                                      0);
                 }) == 0 ||
         errno == ENOTSUP;
}

std::string copy_xattrs(int from, int to, const Fault& fault) {
  std::string names(XATTR_LIST_MAX, '\0');
  const ssize_t size = checked(fault, "flistxattr", [&] {
    return ::flistxattr(from, names.data(), names.size());
  });
  if (size < 0) return errno == ENOTSUP ? "" : "its attributes cannot be kept";
  names.resize(static_cast<std::size_t>(size));
  std::string_view rest = names;
  while (!rest.empty()) {
    const std::string name(take_until(rest, '\0'));
    if (name == "security.ima" || name == "security.evm") continue;
    if (!copy_xattr(from, to, name.c_str(), fault))
      return "its attribute " + printable(name) + " cannot be kept";
  }
  return "";
}

}  // namespace

std::string copy_attributes(int from, int to, const Fault& fault) {
  struct stat wish = {};
  struct stat have = {};
  if (checked(fault, "fstat", [&] { return ::fstat(from, &wish); }) != 0 ||
      checked(fault, "fstat", [&] { return ::fstat(to, &have); }) != 0)
    return "its owner cannot be seen";
  const bool same = have.st_uid == wish.st_uid && have.st_gid == wish.st_gid;
  if (!same && checked(fault, "fchown", [&] {
                 return ::fchown(to, wish.st_uid, wish.st_gid);
               }) != 0)
    return "its owner cannot be kept";
  // After fchown(), which may take set-id bits away.
  if (checked(fault, "fchmod",
              [&] { return ::fchmod(to, wish.st_mode & mode_bits); }) != 0)
    return "its mode cannot be kept";
  return copy_xattrs(from, to, fault);
}

std::string make_readable(int file, const Fault& fault) {
  if (checked(fault, "fchmod", [&] { return ::fchmod(file, 0644); }) != 0)
    return "its mode cannot be set";
  return "";
}

}  // namespace telemetry

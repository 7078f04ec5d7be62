#include "run/find_server.h"

#include <unistd.h>

#include <cerrno>
#include <string>

#include "base/file.h"
#include "server/info_client.h"

namespace telemetry {

Result<ServerAddress> find_server(const Settings& settings) {
  if (!needs_server_conf(settings)) return server_address(settings, "");
  const auto text = read_file(settings.server_conf, server_conf_limit);
  if (text) return server_address(settings, *text);
  return failure(text.error().exit,
                 text.error().message +
                     "; or set [asd] address and port in telemetry.conf");
}

bool is_without_server(const Settings& settings, Deadline deadline) {
  if (settings.server_address || settings.server_port ||
      settings.server_conf != Settings{}.server_conf)
    return false;
  if (::access(settings.server_conf.c_str(), F_OK) == 0 || errno != ENOENT)
    return false;
  const std::string hosts[] = {"127.0.0.1"};
  return !connect_to_server(hosts, 3000, "", false, deadline.end());
}

}  // namespace telemetry

// The actions that send nothing: edits, keys, recordings, pages, a check; and
// what all actions begin and end with.

#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/log.h"
#include "config/options.h"
#include "config/switches.h"
#include "privacy/key_file.h"

namespace telemetry {

// --disable, --enable, --set-KEY.
Result<Exit> edit(const Options& options, const Environment& environment);

// --new-key.
Result<Exit> make_key(const Options& options);

// --record.
Result<Exit> make_recording(const Options& options);

// --check: prints for configuration, key, server, home and confinement that it
// is ok, or the problem and its remedy. Gives the status of the worst.
Result<Exit> check(const Options& options, const Environment& environment);

// --page.
Result<Exit> make_page(const Options& options, const Environment& environment);

// The least important level that is logged.
Level threshold(const Options& options, const Settings& settings);

// The site's key; for whoever only shows something, a throw-away key where
// there is none, and a line that says so.
Result<SecretKey> find_key(const Options& options, const std::string& file,
                           const Log& log);

// The id of the key in this file, or why it cannot be used.
Result<std::string> find_key_id(const std::string& file);

// Writes all of the text to standard output. Fails with temporary when nobody
// takes it.
Result<Exit> print_all(std::string_view text);

// The file that the site's key is in: key-file, or what systemd's
// LoadCredential= put in its place (key_file.h).
std::string key_file(const Settings& settings, const Environment& environment);

}  // namespace telemetry

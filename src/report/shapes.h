// What a text may look like to leave in the clear, and what it must never look
// like. Pure; the anonymiser asks before it writes, the audit asks again of the
// finished bytes.

#pragma once

#include <optional>
#include <string_view>

namespace telemetry {

// Text whose vocabulary is the server's, the hardware's or our own: a grammar
// for each kind. Every grammar takes printable ASCII without '"' and '\' only.
enum class Grammar {
  version,      // 2.0.0
  build,        // 8.1.2.0, 6.4.0.0-rc4, 7.0.0.1-start-12-gabcdef123
  edition,      // Aerospike Community Edition
  description,  // <edition> build <build>, or a build alone (reply `version`)
  build_os,     // el8, debian12, ubuntu22.04
  date,         // what date(1) prints
  words,        // a;b-c;d_e: reply `features`
  cluster_key,  // up to 16 hex digits
  amount,       // 123 kB, or a number
  histogram,    // the part after "{NS}-name:" of latencies:, latency:, ...
  os_id,        // ID of os-release: a known distribution
  os_version,   // VERSION_ID: 12, 8.10, 22.04
  kernel,       // the numeric head of the release: 6.1.0
  machine,      // x86_64
  cpu_vendor,   // GenuineIntel
  cpu_model,    // Intel(R) Xeon(R) CPU @ 2.20GHz
  cpu_flags,    // fpu vme de ...
  cpu_part,     // 0x41, or a number: how ARM numbers its processors
  hardware,     // a DMI vendor, product or version text
  bios_date,    // 10/16/2017
  email,        // what the user wrote in the configuration
};

// An integer or decimal with optional sign, `true`, `false`, `null`, or a list
// of numbers or pairs of numbers: 1,8,64 and 0:0,0:0. At most 4096 bytes.
bool is_harmless_shape(std::string_view text);

inline constexpr std::size_t longest_key = 64;

// The form of a server's key, [a-z][a-z0-9_.\[\]-]* of at most 64 bytes, and,
// because a dotted key looks like a host name, with one of the server's own
// section names before the first dot.
bool is_server_key(std::string_view key);

// Before 5.1 some keys of a namespace begin with its name: {NS}-read-...; the
// part after "}-" when what stands in the braces is `name`, else nothing.
std::optional<std::string_view> after_name(std::string_view key,
                                           std::string_view name);

// A key of /proc/meminfo: Active(anon), DirectMap4k.
bool is_meminfo_key(std::string_view key);

// 32 lower-case hex digits.
bool is_pseudonym_form(std::string_view text);

bool matches(Grammar grammar, std::string_view text);

// Whether something in the text looks like an IPv4 or IPv6 address, a MAC, an
// absolute path, an e-mail address or a host name.
bool looks_identifying(std::string_view text);

// Whether every text of the grammar is made of words that are written down
// here, so that no name can be told from them. The others are searched for
// names.
bool is_closed(Grammar grammar);

// Whether texts of this grammar may look identifying: a build looks like an
// IPv4 address, and an e-mail address like itself.
bool may_look_identifying(Grammar grammar);

// The numbers in a text of grammar `build` or `description`: "8.1.2.0" of
// "Aerospike Community Edition build 8.1.2.0-rc1". They have an address's form.
std::string_view build_numbers(std::string_view text);

// A port: a number up to 65535.
bool is_port(std::string_view text);

}  // namespace telemetry

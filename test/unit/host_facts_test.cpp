// host: facts below a root directory, and their parsers.

#define BOOST_TEST_MODULE host_facts
#include "host/host_facts.h"

#include <arpa/inet.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <map>

#include "support/temporary_folder.h"

using namespace telemetry;
using namespace telemetry::test;
namespace fs = std::filesystem;

namespace {

// A folder that plays "/".
using Root = TemporaryFolder;

std::string shown(const std::vector<NamedText>& pairs) {
  std::string text;
  for (const auto& [name, value] : pairs)
    text.append(name).append("=").append(value).append(";");
  return text;
}

const auto* const x86 =
    "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\n"
    "model\t\t: 167\nmodel name\t: Intel(R) Xeon(R)\nstepping\t: 1\n"
    "cpu MHz\t\t: 2600.000\nflags\t\t: fpu vme\n\n"
    "processor\t: 1\nvendor_id\t: GenuineIntel\ncpu family\t: 6\n"
    "model\t\t: 167\nmodel name\t: Intel(R) Xeon(R)\nstepping\t: 1\n"
    "cpu MHz\t\t: 1200.123\nflags\t\t: fpu vme\n\n";

const auto* const arm =
    "processor\t: 0\nBogoMIPS\t: 50.00\nFeatures\t: fp asimd\n"
    "CPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x1\n"
    "CPU part\t: 0xd07\nCPU revision\t: 0\n\n"
    "processor\t: 1\nFeatures\t: fp asimd\nCPU implementer\t: 0x41\n"
    "CPU architecture: 8\nCPU variant\t: 0x1\nCPU part\t: 0xd03\n"
    "CPU revision\t: 0\n\nHardware\t: Board\nSerial\t\t: 0000cafe\n";

}  // namespace

BOOST_AUTO_TEST_CASE(memory_is_pairs_of_name_and_amount) {
  BOOST_TEST(shown(parse_meminfo("MemTotal:       16318448 kB\n"
                                 "HugePages_Total:       0\n")) ==
             "MemTotal=16318448 kB;HugePages_Total=0;");
  BOOST_TEST(shown(parse_meminfo("\n:\nno colon\nA:\n:b\n")) == "");
}

BOOST_AUTO_TEST_CASE(
    equal_processors_are_counted_with_the_fastest_clock_in_hundreds) {
  const auto cpus = parse_cpuinfo(x86);
  BOOST_REQUIRE(cpus.size() == 1u);
  BOOST_TEST(cpus[0].count == 2u);
  BOOST_TEST(cpus[0].megahertz == 2600u);
  BOOST_TEST(shown(cpus[0].fields) ==
             "vendor_id=GenuineIntel;cpu family=6;model=167;stepping=1;"
             "flags=fpu vme;");
}

BOOST_AUTO_TEST_CASE(a_clock_is_rounded_to_hundreds_and_bounded) {
  for (const auto& [text, hundreds] : std::map<std::string, std::uint64_t>{
           {"2249.999", 2200},
           {"2250.000", 2300},
           {"800", 800},
           {"49.9", 0},
           {"", 0},
           {"-1", 0},
           {"fast", 0},
           {"18446744073709551615", 99'900}}) {
    const auto cpus = parse_cpuinfo("model: 1\ncpu MHz: " + text + "\n");
    BOOST_REQUIRE(cpus.size() == 1u);
    BOOST_TEST(cpus[0].megahertz == hundreds, text);
  }
}

BOOST_AUTO_TEST_CASE(different_processors_are_told_apart_without_the_serial) {
  const auto cpus = parse_cpuinfo(arm);
  BOOST_REQUIRE(cpus.size() == 2u);
  BOOST_TEST(cpus[0].count == 1u);
  BOOST_TEST(shown(cpus[1].fields) ==
             "Features=fp asimd;CPU implementer=0x41;CPU architecture=8;"
             "CPU part=0xd03;CPU revision=0;");
}

BOOST_AUTO_TEST_CASE(processors_need_no_empty_line_between_them) {
  const auto cpus = parse_cpuinfo(
      "processor: 0\nmodel: 1\nprocessor: 1\n"
      "model: 1\nprocessor: 2\nmodel: 2");
  BOOST_REQUIRE(cpus.size() == 2u);
  BOOST_TEST(cpus[0].count == 2u);
}

BOOST_AUTO_TEST_CASE(garbage_in_cpuinfo_is_bounded) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "model: " + std::to_string(i) + "\n\n";
  BOOST_TEST(parse_cpuinfo(text).size() == 64u);
  BOOST_TEST(parse_cpuinfo("").empty());
  BOOST_TEST(parse_cpuinfo("\n\nmodel\nx: y\n").size() <= 1u);
}

BOOST_AUTO_TEST_CASE(os_release_is_read_as_a_shell_reads_it) {
  const auto os = parse_os_release(
      "# ID=no\nNAME=\"Debian\"\nID=debian\nVERSION_ID=\"12\"\nXID=x\n");
  BOOST_TEST(os.id.value() == "debian");
  BOOST_TEST(os.version_id.value() == "12");
  const auto quoted =
      parse_os_release("ID='a b'\nVERSION_ID=\"1\\\"2\\\\3\" # x\nID=last\n");
  BOOST_TEST(quoted.id.value() == "last");
  BOOST_TEST(quoted.version_id.value() == "1\"2\\3");
  BOOST_TEST(!parse_os_release("").id.has_value());
  BOOST_TEST(parse_os_release("ID=\"open").id.value() == "open");
}

BOOST_AUTO_TEST_CASE(facts_are_read_below_the_root) {
  const Root root;
  root.put("proc/meminfo", "MemTotal: 1 kB\n");
  root.put("proc/cpuinfo", x86);
  root.put("etc/os-release", "ID=debian\n");
  root.put("sys/class/dmi/id/sys_vendor", "Acme\n");
  root.put("sys/class/dmi/id/chassis_type", " \n");
  const auto facts = read_host_facts(
      root.path(), KernelFacts{"Linux", "host", "6.1.0-1-amd64", "x86_64"});
  BOOST_TEST(shown(facts.meminfo) == "MemTotal=1 kB;");
  BOOST_TEST(facts.cpus.size() == 1u);
  BOOST_TEST(facts.os.id.value() == "debian");
  BOOST_TEST(shown(facts.dmi) == "sys_vendor=Acme;");
  BOOST_TEST(facts.kernel->machine == "x86_64");
}

BOOST_AUTO_TEST_CASE(no_dmi_file_but_the_makers_and_the_chassis_is_opened) {
  const Root root;
  for (const auto* name :
       {"product_serial", "product_uuid", "board_serial", "board_asset_tag",
        "chassis_serial", "chassis_asset_tag", "modalias", "uevent",
        "product_name", "bios_vendor", "bios_date", "board_name"})
    root.put(std::string("sys/class/dmi/id/") + name, "secret\n");
  BOOST_TEST(read_host_facts(root.path(), std::nullopt).dmi.empty());
}

BOOST_AUTO_TEST_CASE(what_is_missing_or_too_long_is_absent) {
  const Root root;
  const auto none = read_host_facts(root.path(), std::nullopt);
  BOOST_TEST(none.meminfo.empty());
  BOOST_TEST(none.cpus.empty());
  BOOST_TEST(!none.os.id.has_value());
  BOOST_TEST(none.dmi.empty());
  BOOST_TEST(!none.kernel.has_value());

  root.put("proc/meminfo", "A: 1\n" + std::string(70'000, 'x'));
  root.put("sys/class/dmi/id/sys_vendor", std::string(5000, 'x'));
  fs::create_directories(root / "proc/cpuinfo");
  const auto bad = read_host_facts(root.path(), std::nullopt);
  BOOST_TEST(bad.meminfo.empty());
  BOOST_TEST(bad.dmi.empty());
  BOOST_TEST(bad.cpus.empty());
}

BOOST_AUTO_TEST_CASE(os_release_has_a_second_place) {
  const Root root;
  root.put("usr/lib/os-release", "ID=fedora\n");
  BOOST_TEST(read_host_facts(root.path(), std::nullopt).os.id.value() ==
             "fedora");
  root.put("etc/os-release", "ID=debian\n");
  BOOST_TEST(read_host_facts(root.path(), std::nullopt).os.id.value() ==
             "debian");
}

BOOST_AUTO_TEST_CASE(this_host_has_a_kernel_and_memory) {
  const auto facts = read_host_facts("", read_kernel_facts());
  BOOST_TEST(facts.kernel->sysname == "Linux");
  BOOST_TEST(shown(facts.meminfo).starts_with("MemTotal="));
  BOOST_TEST(!facts.cpus.empty());
}

BOOST_AUTO_TEST_CASE(a_machine_id_is_32_hex_digits) {
  BOOST_TEST(parse_machine_id("0123456789ABCDEF0123456789abcdef\n").value() ==
             "0123456789abcdef0123456789abcdef");
  for (const auto* bad :
       {"", "uninitialized\n", "0123", "g123456789abcdef0123456789abcdef",
        "0123456789abcdef0123456789abcdef0"})
    BOOST_TEST(!parse_machine_id(bad).has_value(), bad);
}

BOOST_AUTO_TEST_CASE(a_machine_id_has_two_places) {
  const Root root;
  BOOST_TEST(!read_machine_id(root.path()).has_value());
  root.put("var/lib/dbus/machine-id", std::string(32, 'a') + "\n");
  BOOST_TEST(read_machine_id(root.path()).value() == std::string(32, 'a'));
  root.put("etc/machine-id", "uninitialized\n");
  BOOST_TEST(read_machine_id(root.path()).value() == std::string(32, 'a'));
  root.put("etc/machine-id", std::string(32, 'b') + "\n");
  BOOST_TEST(read_machine_id(root.path()).value() == std::string(32, 'b'));
}

BOOST_AUTO_TEST_CASE(a_host_without_a_machine_id_is_told_by_its_name) {
  const TemporaryFolder root;
  const KernelFacts kernel = {"Linux", "pod-1", "6.1", "x86_64"};
  BOOST_TEST(read_host_id(root.path(), kernel) == "pod-1");
  BOOST_TEST(read_host_id(root.path(), std::nullopt) == "");
  root.put("etc/machine-id", std::string(32, 'b') + "\n");
  BOOST_TEST(read_host_id(root.path(), kernel) == std::string(32, 'b'));
}

BOOST_AUTO_TEST_CASE(the_outward_address_is_an_address) {
  const auto text = outward_address();
  in6_addr bytes = {};
  BOOST_TEST((::inet_pton(AF_INET, text.c_str(), &bytes) == 1 ||
              ::inet_pton(AF_INET6, text.c_str(), &bytes) == 1));
}

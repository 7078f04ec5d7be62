// The replayed server's side of the protocol: tests that count what it is asked
// and what it would log rely on it.

#define BOOST_TEST_MODULE server_model
#include "support/server_model.h"

#include <boost/test/unit_test.hpp>

#include "support/fault_table.h"
#include "support/replay_faults.h"

using namespace telemetry::test;

namespace {

ServerModel recorded(const char* name) {
  return ServerModel(std::string(TEST_DIR "/recordings/") + name + ".json");
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_build_is_its_leading_numbers) {
  BOOST_CHECK((to_version("6.4.0.34-rc4") == Version{6, 4, 0, 34}));
  BOOST_CHECK((to_version("8.1") == Version{8, 1, 0, 0}));
  BOOST_CHECK((to_version("x") == Version{0, 0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(each_command_is_answered_as_recorded_and_in_order) {
  const auto answer = recorded("8.1.2.0-fresh").answer("status\nnamespaces\n");
  BOOST_TEST(answer.body() == "status\tok\nnamespaces\ttest\n");
  BOOST_TEST(answer.commands.size() == 2u);
  BOOST_TEST(answer.server_log.empty());
}

BOOST_AUTO_TEST_CASE(an_unknown_command_has_a_line_from_7_1_on_only) {
  const auto old = recorded("6.4.0.34-fresh").answer("never-heard\nstatus\n");
  BOOST_TEST(old.body() == "status\tok\n");
  BOOST_TEST(old.server_log.empty());

  const auto now = recorded("8.1.2.0-fresh").answer("never-heard\n");
  BOOST_TEST(now.body() == "never-heard\tERROR:4:unrecognized command\n");
  BOOST_TEST(now.server_log.size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_old_server_logs_an_unknown_command_with_a_colon) {
  const auto model = recorded("4.9.0.37-fresh");
  BOOST_TEST(model.answer("latencies:\n").server_log.size() == 1u);
  BOOST_TEST(model.answer("latencies\n").server_log.empty());
}

BOOST_AUTO_TEST_CASE(a_command_without_its_newline_is_dropped) {
  BOOST_TEST(recorded("8.1.2.0-fresh").answer("status").body() == "");
  const auto old = recorded("6.4.0.34-fresh").answer("status\nget-sl:");
  BOOST_TEST(old.body() == "status\tok\n");
  BOOST_TEST(old.server_log.size() == 1u);
}

BOOST_AUTO_TEST_CASE(deprecation_is_counted_by_version_name_and_parameter) {
  const auto now = recorded("8.1.2.0-cluster3");
  BOOST_TEST(now.answer("features\n").deprecated == 1u);
  BOOST_TEST(now.answer("build_os\n").deprecated == 1u);
  BOOST_TEST(now.answer("sindex/ledger/idx_age_ledger\n").deprecated == 1u);
  BOOST_TEST(now.answer("sindex-list:ns=ledger\n").deprecated == 1u);
  BOOST_TEST(now.answer("").deprecated == 1u);
  BOOST_TEST(now.answer("sindex-list:b64=true\nstatistics\nservice-clear-std\n")
                 .deprecated == 0u);
  BOOST_TEST(recorded("7.2.0.17-cluster3").answer("features\n").deprecated ==
             0u);
}

BOOST_AUTO_TEST_CASE(errors_and_talkative_commands_leave_a_line) {
  const auto model = recorded("8.1.2.0-cluster3");
  for (const auto* command :
       {"sindex-stat:namespace=ledger;indexname=idx_age_ledger",
        "latencies:hist={ledger}-query", "get-config:context=namespace",
        "log-message:message=m;who=w"})
    BOOST_TEST(!model.answer(std::string(command) + "\n").server_log.empty(),
               command);
}

BOOST_AUTO_TEST_CASE(grown_sets_are_as_large_as_said_and_of_the_same_form) {
  auto model = recorded("8.1.2.0-cluster3");
  model.grow_sets(1 << 20);
  const auto body = model.answer("sets\n").body();
  BOOST_TEST(body.size() >= 1u << 20);
  BOOST_TEST(body.size() < (1u << 20) + 1000);
  BOOST_TEST(body.starts_with("sets\tns=invoices:set=hoard0:objects="));
  BOOST_TEST(body.ends_with(";\n"));
}

BOOST_AUTO_TEST_CASE(a_server_can_have_been_up_for_long) {
  auto model = recorded("8.1.2.0-fresh");
  model.set_uptime("86400");
  BOOST_TEST(model.answer("statistics\n").body().find(";uptime=86400;") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_frame_has_version_type_and_a_48_bit_size) {
  const std::string frame = frame_of(std::string(258, 'x'));
  BOOST_TEST(frame.substr(0, 9) == std::string("\2\1\0\0\0\0\1\2x", 9));
  BOOST_TEST(frame.size() == 266u);
}

BOOST_AUTO_TEST_CASE(faults_are_found_by_name) {
  BOOST_TEST(find_fault(replay_faults(), "no-such-fault") == nullptr);
  const Fault* fault = find_fault(replay_faults(), "close-mid-body");
  BOOST_REQUIRE(fault);
  Delivery delivery{.bytes = frame_of("abcdef")};
  fault->frame(delivery, "");
  BOOST_TEST(delivery.bytes.ends_with("abc"));
  BOOST_CHECK(delivery.after == Delivery::After::close);
}

// One key or one leaf of the finished bytes: may it leave? Written apart from
// treat.cpp, which decides what a raw value becomes, so that a mistake there is
// found here.

#pragma once

#include <string_view>

#include "privacy/dictionary.h"
#include "privacy/identifiers.h"

namespace telemetry {

class AuditLeaf {
 public:
  // `identifiers` may be null: then none is searched for.
  AuditLeaf(const Identifiers* identifiers, std::string_view email)
      : identifiers_(identifiers), email_(email) {}

  // The node for a member of this object; null when its key may not leave.
  const DictionaryNode* member(const DictionaryNode& node,
                               std::string_view key) const;

  // "" when the leaf may leave, else the reason in a few words, without it.
  std::string_view why_not(const Rule& rule, std::string_view key,
                           std::string_view text) const;

 private:
  bool seen(std::string_view text) const;
  bool is_name(std::string_view text) const;
  bool is_pseudonym(std::string_view text) const;
  bool is_node(std::string_view text) const;
  bool is_address(std::string_view text) const;
  bool is_histogram(std::string_view text) const;
  static bool is_server_text(const Rule& rule, std::string_view key,
                             std::string_view text);

  const Identifiers* identifiers_;
  std::string_view email_;
};

}  // namespace telemetry

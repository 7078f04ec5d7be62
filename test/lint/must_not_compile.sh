#!/bin/bash
# Shows that breaking a promise of the types does not compile, and fails for
# that reason: the snippet compiles as it is, and with -DBREAK it does not, with
# the error that its second line names.
#
# usage: must_not_compile.sh SNIPPET COMPILER FLAG...
set -euo pipefail

snippet=$1
shift
wanted=$(sed -n 's|^// error: ||p' "$snippet")
if [ -z "$wanted" ]; then
  echo "$snippet names no error" >&2
  exit 1
fi
if ! said=$("$@" -fsyntax-only "$snippet" 2>&1); then
  printf 'does not compile even unbroken:\n%s\n' "$said" >&2
  exit 1
fi
if said=$(LC_ALL=C "$@" -DBREAK -fsyntax-only "$snippet" 2>&1); then
  echo "compiles although it breaks the promise" >&2
  exit 1
fi
if ! grep -qE -e "error: .*($wanted)" <<<"$said"; then
  printf 'fails for another reason than "%s":\n%s\n' "$wanted" "$said" >&2
  exit 1
fi

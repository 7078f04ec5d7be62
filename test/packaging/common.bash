# What the scripts of this folder share. They get from ctest: SOURCE (the
# repository), WORK (a folder that stays between runs), SUPPORT (the folder of the
# test servers) and VERSION. A step that this machine cannot do ends by skip.

set -euo pipefail
umask "${UMASK:-022}"
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
name=aerospike-telemetry
conf=/etc/aerospike/telemetry.conf
key=/etc/aerospike/telemetry.key

skip() {
  echo "skipped: $*"
  exit 77
}

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

say() {
  echo "== $*"
}

# need COMMAND... - skips where one is missing.
need() {
  local command
  for command; do
    command -v "$command" >/dev/null ||
      skip "there is no $command (test/packaging/packages lists its package)"
  done
}

need_root() {
  [[ $(id -u) -eq 0 ]] || skip "only root may do this"
  unshare --mount --pid --net --ipc --uts --fork true 2>/dev/null ||
    skip "this machine does not let us make namespaces"
}

# expect WHAT ACTUAL WANTED
expect() {
  [[ $2 == "$3" ]] || fail "$1: $2 instead of $3"
}

# quietly LOG COMMAND... - shows the log's end if the command fails.
quietly() {
  local log=$1
  shift
  "$@" >"$log" 2>&1 </dev/null || {
    local status=$?
    tail -n 40 "$log" >&2
    fail "'$*' ended with $status; its log is $log"
  }
}

# copy_source DIR [VERSION] - the tracked and new files of the repository, as a
# package's source; with another version if one is given.
copy_source() {
  mkdir -p "$1"
  if git -C "$SOURCE" rev-parse 2>/dev/null; then
    git -C "$SOURCE" ls-files -z --cached --others --exclude-standard |
      while IFS= read -rd '' file; do
        [[ ! -e $SOURCE/$file ]] || printf '%s\0' "$file"
      done | tar -C "$SOURCE" --null -T - -c | tar -C "$1" -x
  else
    tar -C "$SOURCE" --exclude=./build --exclude=./.git -c . | tar -C "$1" -x
  fi
  if [[ -n ${2:-} ]]; then
    sed -i "s/^\(project($name VERSION\) $VERSION /\1 $2 /" "$1/CMakeLists.txt"
    sed -i "1s/($VERSION)/($2)/" "$1/debian/changelog"
    sed -i "s/^\(Version: *\)$VERSION\$/\1$2/" "$1/rpm/$name.spec"
    # A new version may come with another template.
    echo "# of version $2" >>"$1/etc/telemetry.conf"
  fi
}

next_version=$VERSION.1

# source_digest - changes when any file of the source does.
source_digest() {
  local copy digest
  copy=$(mktemp -d)
  copy_source "$copy"
  digest=$(cd "$copy" && find . -type f -print0 | sort -z |
    xargs -0 sha256sum | sha256sum)
  rm -rf "$copy"
  echo "${digest%% *}"
}

deb_of() {
  echo "$WORK/deb/$1/${name}_$1_$(dpkg --print-architecture).deb"
}

need_deb() {
  need dpkg-deb
  [[ -f $(deb_of "$VERSION") && -f $(deb_of "$next_version") ]] ||
    skip "there is no .deb here (see packaging.build_deb)"
}

rpm_of() {
  echo "$WORK/rpm/$1/$name-$1-1.$(uname -m).rpm"
}

need_rpm() {
  need rpm
  [[ -f $(rpm_of "$VERSION") && -f $(rpm_of "$next_version") ]] ||
    skip "there is no .rpm here (see packaging.build_rpm)"
}

# fresh_root NAME - sets root to a copy of the minimal Debian, for this test only.
fresh_root() {
  need_root
  [[ -e $WORK/root/etc/debian_version ]] ||
    skip "there is no minimal Debian here (see packaging.root)"
  root=$WORK/$1.root
  rm -rf --one-file-system "$root"
  cp -a --reflink=auto "$WORK/root" "$root"
  trap clean_up EXIT
}

clean_up() {
  [[ -z ${booted:-} ]] || stop_boot
  [[ -z ${root:-} || -n ${KEEP:-} ]] || rm -rf --one-file-system "$root"
}

# inside COMMAND... - in the root, with processes and a network of its own: no
# interface is up, nothing can be sent. Standard input is as the caller says.
inside() {
  unshare --mount --pid --net --ipc --uts --fork --kill-child \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive \
    chroot "$root" sh -c 'mount -t proc proc /proc && exec "$@"' sh "$@"
}

# listing - every file of the root but what dpkg, rpm, systemd and adduser write
# down about packages and users in general.
listing() {
  (cd "$root" && find . -xdev \( -path ./proc -o -path ./sys -o -path ./dev \
    -o -path ./run -o -path ./tmp -o -path ./root -o -path ./var/log \
    -o -path ./var/lib/dpkg -o -path ./var/lib/rpm -o -path ./var/cache \
    -o -path ./var/lib/systemd/timers -o -path ./var/lib/systemd/random-seed \
    -o -path './etc/*-' -o -path ./etc/.pwd.lock -o -path ./etc/resolv.conf \
    -o -path './var/tmp/*' \) \
    -prune -o -printf '%p %y %m %l\n') | sort
}

# no_leftovers BEFORE - compares with a listing made before the installation.
no_leftovers() {
  diff <(echo "$1") <(listing) >"$WORK/leftovers" ||
    fail "left over: $(cat "$WORK/leftovers")"
}

#!/usr/bin/env bash
# The one step of action.yml, which passes the inputs as HIYARI_*: gets the
# program, checks the tree once, hands over the reports. Needs bash 3.2.
#
# The tree is a stranger's. What comes from it reaches the log only while
# workflow commands are stopped, or through a format that escapes it.
set -euo pipefail

# fail prints an annotation and ends the step.
fail() {
  local text=${1//%/%25}
  text=${text//$'\r'/%0D}
  printf '::error title=hiyari::%s\n' "${text//$'\n'/%0A}"
  exit 2
}

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum <"$1"; else shasum -a 256 <"$1"; fi | cut -c 1-64
}

# take copies the given program, and runs nothing but what it has hashed.
take() {
  [[ $HIYARI_BINARY_SHA256 =~ ^[0-9A-Fa-f]{64}$ ]] || fail "binary needs binary-sha256: 64 hexadecimal digits"
  cp -- "$HIYARI_BINARY" "$program" 2>/dev/null || fail "binary cannot be read: $HIYARI_BINARY"
  local have want
  have=$(sha256 "$program")
  want=$(tr A-F a-f <<<"$HIYARI_BINARY_SHA256")
  [ "$have" = "$want" ] || fail "binary has SHA-256 $have, not $want"
  chmod u+x "$program"
}

# build makes the program of the action's own source. The go command fetches
# the toolchain of go.mod where the one on PATH is older.
build() {
  command -v go >/dev/null || fail "no go on PATH: run actions/setup-go before, or give a binary"
  echo "::group::build hiyari"
  (cd "$GITHUB_ACTION_PATH" &&
    GOFLAGS='' GOWORK=off GOTOOLCHAIN=auto CGO_ENABLED=0 go build -trimpath -buildvcs=false -o "$program" ./cmd/hiyari) ||
    fail "hiyari does not build, see the log"
  echo "::endgroup::"
}

work=$(mktemp -d "${RUNNER_TEMP//\\//}/hiyari.XXXXXX")
program=$work/hiyari
[ "${RUNNER_OS:-}" != Windows ] || program=$program.exe
if [ -n "$HIYARI_BINARY$HIYARI_BINARY_SHA256" ]; then take; else build; fi

flags=(check
  -f sarif -o "$work/hiyari.sarif" -f markdown -o "$work/summary.md"
  -f counts -o "$work/counts" -f github -o "$work/annotations"
  --fail-on "$HIYARI_FAIL_ON")
[ -z "$HIYARI_CONFIG" ] || flags+=(--config "$HIYARI_CONFIG")
[ -z "$HIYARI_LEVEL" ] || flags+=(--level "$HIYARI_LEVEL")
read -r -d '' -a further <<<"$HIYARI_ARGS" || true # read sees no delimiter, only the end
flags+=(${further[@]+"${further[@]}"} --)
while IFS= read -r path; do
  [ -z "$path" ] || flags+=("$path")
done <<<"$HIYARI_PATHS"

# Notices name files. The runner takes a command from the start of a line and
# ##[…] from anywhere in it, so commands are stopped until a word that the tree
# cannot know. Standard error goes the same way as that word: two streams
# would not keep their order.
word=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
status=0
echo "::stop-commands::$word"
"$program" "${flags[@]}" 2>&1 || status=$?
printf '\n::%s::\n' "$word" # a line of its own, whatever came before

[ -s "$work/counts" ] || fail "the tree could not be checked, see the log"
cat "$work/annotations"
cat "$work/summary.md" >>"$GITHUB_STEP_SUMMARY"
{
  echo "sarif-file=$work/hiyari.sarif"
  echo "summary-file=$work/summary.md"
  cat "$work/counts"
} >>"$GITHUB_OUTPUT"
[ "$status" != 2 ] || fail "not all that was named could be checked, see the log"
exit "$status"

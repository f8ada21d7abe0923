#!/bin/bash
# make test: builds everything, publishes out/berth, runs every test project as a program of its own and adds the results up.
# TESTS="Kernel Oci" limits the projects; the last line is "N passed, N failed, N skipped".
. "$(dirname "$0")/lib.sh"

need_packages build test callers
need_dotnet
started=$SECONDS

say "Building the solution"
mkdir -p "$OUT/log" "$OUT/testdata"
dotnet build Berth.slnx -c Release -v minimal -clp:NoSummary >"$OUT/log/build.log" 2>&1 || {
  { grep -E '(: |^)error' "$OUT/log/build.log" || tail -n 20 "$OUT/log/build.log"; } | sort -u | sed -n 1,40p >&2
  die "the build failed (whole log: out/log/build.log)"
}
scripts/build.sh
scripts/debian-image.sh || note "no Debian root file system: the tests that need one are skipped"

passed=0 failed=0 skipped=0
result() { case $1 in pass) passed=$((passed + 1)) ;; fail) failed=$((failed + 1)) ;; skip) skipped=$((skipped + 1)) ;; esac; printf '    %s: %s\n' "$1" "$2"; }

say "Checks of the published binary"
result pass "publishing gave no trim or AOT warning"
rc=0; scripts/check-launch-loop.sh || rc=$?
case $rc in
  0) result pass "the launch loop has no GC poll" ;;
  77) result skip "the launch loop has no GC poll" ;;
  *) result fail "the launch loop has no GC poll" ;;
esac

if "$OUT/berth" help run 2>/dev/null | grep -q Usage; then
  rc=0; INSTALL=0 scripts/vm/test.sh || rc=$?
  case $rc in
    0) result pass "smoke test on an old kernel with cgroup v2 (QEMU)" ;;
    77) result skip "smoke test on an old kernel with cgroup v2 (QEMU)" ;;
    *) result fail "smoke test on an old kernel with cgroup v2 (QEMU)" ;;
  esac
fi

as=()
if ! is_root; then
  if has_root; then as=(sudo -E env "PATH=$PATH"); else note "without root most tests are skipped: run 'make test' as root or with sudo"; fi
fi

# This release has every verb that the end-to-end tests use: a missing one is a failure, not a reason to skip.
export BERTH_BINARY=$OUT/berth BERTH_TESTDATA=$OUT/testdata BERTH_REQUIRE_VERBS=1
for project in test/*/*.csproj; do
  name=$(basename "$project" .csproj)
  if [ -n "${TESTS:-}" ] && ! grep -qw "$(sed 's/^Berth\.//; s/\.Tests$//' <<<"$name")" <<<"$TESTS"; then continue; fi
  program=test/$name/bin/Release/net10.0/$name
  log=$OUT/log/$name.log
  within=()
  # The end-to-end tests look for leaks in all they can see, so they see a machine of their own.
  if [ "$name" = Berth.EndToEnd.Tests ] && { is_root || [ ${#as[@]} -gt 0 ]; }; then within=(scripts/sandbox.sh); fi
  say "$name"
  rc=0
  # A suite that hangs is a failure of that suite, not of the whole run's time limit.
  timeout --kill-after=20 "${TEST_TIMEOUT:-600}" "${as[@]}" "${within[@]}" "$program" --no-ansi --no-progress --show-test-results failed --show-stdout Failed --show-stderr Failed >"$log" 2>&1 </dev/null || rc=$?
  count() { awk -v key="$1:" '/^Test run summary/ { on = 1 } on && $1 == key { value = $2 } END { print value + 0 }' "$log"; }
  p=$(count succeeded) f=$(count failed) s=$(count skipped)
  # Exit code 8: the project has no test yet.
  if [ $rc -eq 8 ] && [ $((p + f + s)) -eq 0 ]; then note "no tests yet"; continue; fi
  if [ $rc -ne 0 ] && [ "$f" -eq 0 ]; then f=1; note "$name ended with exit code $rc$([ $rc -eq 124 ] && echo ' (time limit)')"; tail -n 40 "$log"; fi
  grep -vE '^(Test run summary|  (total|failed|succeeded|skipped|duration):)' "$log" | sed '/^$/d' | head -n 200 | { [ "$f" -gt 0 ] && cat || cat >/dev/null; }
  note "$p passed, $f failed, $s skipped"
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done

say "Whole run: $((SECONDS - started)) s"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

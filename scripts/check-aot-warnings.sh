#!/bin/bash
# check-aot-warnings.sh PUBLISH-LOG: fails when the log of `dotnet publish` holds a warning of any kind (trim and AOT ones are IL2xxx and IL3xxx).
. "$(dirname "$0")/lib.sh"

log=${1:?usage: check-aot-warnings.sh PUBLISH-LOG}
if warnings=$(grep -E '(^|[: ])warning( |:)' "$log" | sort -u) && [ -n "$warnings" ]; then
  printf '%s\n' "$warnings" >&2
  die "the published binary must have no warnings; $(printf '%s\n' "$warnings" | wc -l) found in $log"
fi

#!/usr/bin/env bash
# Format, layers, shell scripts. Prints every finding and fails when there is one.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

failed=0
swift format lint --strict --parallel --recursive Package.swift Sources Tests || failed=1
swift package dump-package | python3 scripts/layers.py docs/architecture.md || failed=1
find scripts .ci -type f \( -name '*.sh' -o -path '.ci/run' \) -print0 | xargs -0 shellcheck || failed=1
[ "$failed" -eq 0 ] && echo "lint: nothing to complain about"
exit "$failed"

#!/usr/bin/env bash
# Builds everything and runs all tests. Arguments go to `swift test` instead, such as --filter JinjaTests.
#
# Tests that start engines, load balancers or whole stages run one target after the other: side by side they starve each
# other on a small machine.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

swift build --build-tests || exit
if [ $# -gt 0 ]; then
    exec swift test --skip-build "$@"
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
alone=(AgentTests APITests ControlTests HAProxyTests DockerTests DockerModulesTests EndToEndTests)
failed=()

# What failed is told once more at the end, where it can be found among ten thousand lines.
run() {
    swift test --skip-build "${@:2}" 2>&1 | tee "$log" && return
    failed+=("failed: $1" "$(grep -E '^(✘|↳|error:)|recorded an issue|unexpected signal' "$log" | cut -c 1-500)")
}

run "the pure tests" --skip "^($(IFS='|' && echo "${alone[*]}"))\\."
for target in "${alone[@]}"; do
    run "$target" --filter "^$target\\."
done
[ ${#failed[@]} -eq 0 ] && exit 0
printf '%s\n' "${failed[@]}" >&2
exit 1

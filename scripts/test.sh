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

alone=(AgentTests APITests ControlTests HAProxyTests DockerTests DockerModulesTests EndToEndTests)
failed=()
swift test --skip-build --skip "^($(IFS='|' && echo "${alone[*]}"))\\." || failed+=("the pure tests")
for target in "${alone[@]}"; do
    swift test --skip-build --filter "^$target\\." || failed+=("$target")
done
[ ${#failed[@]} -eq 0 ] && exit 0
printf 'failed: %s\n' "${failed[@]}" >&2
exit 1

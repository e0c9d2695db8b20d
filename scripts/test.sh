#!/usr/bin/env bash
# Builds everything and runs all tests. Arguments go to `swift test`, such as --filter JinjaTests.
set -euo pipefail
cd "$(dirname "$0")/.."

swift build --build-tests
swift test --skip-build "$@"

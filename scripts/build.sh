#!/usr/bin/env bash
# Builds the programs for release. Arguments go to `swift build`, such as --product pigeon.
#
# The Swift library is linked in, so a host needs Debian's packages only. Each function gets a section of its own, in the
# dependencies too, and the linker drops those that nobody calls.
set -euo pipefail
cd "$(dirname "$0")/.."

sections=(-Xswiftc -Xfrontend -Xswiftc -function-sections -Xcc -ffunction-sections)
exec swift build -c release --static-swift-stdlib "${sections[@]}" "$@"

#!/bin/sh
# Compares the Jinja engine with CPython's Jinja2. usage: bench_jinja.sh [FOLDER OF THE RELEASE BUILD]
set -eu
here=$(dirname "$0")
python3 "$here/bench_jinja.py" "${1:-.build/release}/pigeon-bench"

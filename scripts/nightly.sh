#!/usr/bin/env bash
# The long proofs, hours where test.sh takes minutes. Arguments are pytest's.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash scripts/setup.sh install test
exec .venv/bin/python -m pytest -m nightly "$@"

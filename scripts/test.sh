#!/usr/bin/env bash
# Everything that must hold before a change is kept. With arguments: only pytest, with these arguments.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
bash scripts/setup.sh install test || exit
bash scripts/chromium.sh
bin=.venv/bin
# Two workers share two cores: more threads in each only get in each other's way.
export OMP_NUM_THREADS=1

if [ $# -gt 0 ]; then
    exec $bin/python -m pytest "$@"
fi

failed=()
stage() {
    printf '\n== %s\n' "$1"
    "${@:2}" || failed+=("$1")
}
stage "ruff check" $bin/ruff check .
stage "ruff format" $bin/ruff format --check .
stage "mypy" $bin/mypy
stage "import-linter" $bin/lint-imports
stage "generated files are current" $bin/python scripts/build_docs.py --check
stage "pytest" $bin/python -m pytest -n 2 --dist worksteal --cov

if [ ${#failed[@]} -gt 0 ]; then
    echo
    printf 'Failed: %s\n' "${failed[@]}"
    exit 1
fi

#!/usr/bin/env bash
# Finds a Python and runs install.py with it; the arguments are install.py's.
set -eu
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

supported='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
for python in python3 python3.13 python3.12 python3.11 python; do
    # Asked, not only looked for: version managers put names on the path that start nothing.
    if "$python" -c "$supported" 2>/dev/null; then
        exec "$python" "$scripts/install.py" "$@"
    fi
done

found=$(python3 --version 2>/dev/null || echo none)
echo "kohya-like needs Python 3.11, 3.12 or 3.13 (found: $found). Install one, for example from python.org, and run this again." >&2
echo "kohya-like 需要 Python 3.11、3.12 或 3.13（已找到：$found）。请先安装（例如从 python.org），然后重新运行。" >&2
exit 4

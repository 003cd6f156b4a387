#!/usr/bin/env bash
# Starts kohya-like, after installing what it needs where that is missing or has changed.
#   bash scripts/gui.sh                    the page
#   bash scripts/gui.sh train run.toml     any arguments of kohya-like
#   bash scripts/gui.sh --update           the newest version first
set -eu
exec bash "$(dirname "${BASH_SOURCE[0]}")/setup.sh" start "$@"

#!/usr/bin/env bash
# Installs Chromium for the tests of the page from Debian's packages, where it is missing and that can be done unasked.
# Never fails: without a browser these tests are skipped and say so, or fail where one is required.
set -u

for program in chromium-headless-shell chromium chromium-browser google-chrome; do
    command -v "$program" >/dev/null && exit 0
done
command -v apt-get >/dev/null || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || exit 0
    as_root=(sudo -n)
fi

install() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends "$1"
}
echo "The tests of the page need a browser: installing Debian's package chromium-headless-shell with apt-get."
"${as_root[@]}" apt-get -qq update
install chromium-headless-shell || install chromium ||
    echo "Chromium could not be installed: the tests of the page are skipped." >&2
exit 0

#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image. To try it elsewhere:
#   AUTOGRADER_ROOT  the folder that holds source/; by default /autograder
#   AUTOGRADER_VENV  a virtual environment that has what requirements.txt names: it is used, and nothing is installed
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"

if [ -n "${AUTOGRADER_VENV:-}" ]; then
    ln -sfn "$AUTOGRADER_VENV" "$root/venv"
else
    if ! python3 -I -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 10))'; then
        apt-get update
        DEBIAN_FRONTEND=noninteractive apt-get install -y python3 python3-venv
    fi
    python3 -I -m venv "$root/venv"
    "$root/venv/bin/python" -I -m pip install --no-cache-dir --requirement "$root/source/requirements.txt"
fi
"$root/venv/bin/python" -I "$root/source/launch.py" "$root" --self-test

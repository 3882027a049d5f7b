# shellcheck shell=bash
# Python programs that tools of the project are, in environments of their own. Needs ROOT.

# python_environment NAME: makes .build/python/NAME if it is not there. False where Python is not installed.
python_environment() {
    local folder=$ROOT/.build/python/$1
    [[ -x $folder/bin/pip ]] || { mkdir -p "${folder%/*}" && python3 -m venv "$folder" >/dev/null 2>&1; } || {
        rm -rf "$folder"
        return 1
    }
}

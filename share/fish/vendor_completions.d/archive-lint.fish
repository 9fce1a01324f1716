# Completion of archive-lint for fish: the program prints it, with the rules that are installed.
set -l program (status dirname)/../../../bin/archive-lint
test -x $program; or set program archive-lint
$program completion fish 2>/dev/null | source

function _archive_lint_files
  __fish_complete_path (commandline -ct)
end

function _archive_lint_dirs
  __fish_complete_directories (commandline -ct)
end

function _archive_lint_rules
  printf '%s\n' @RULES@
end

function _archive_lint_rule_list
  __fish_complete_list , _archive_lint_rules
end

function _archive_lint_verdicts
  printf '%s\n' @VERDICTS@
end

function _archive_lint_verdict_list
  __fish_complete_list , _archive_lint_verdicts
end

function _archive_lint_formats
  printf '%s\n' @FORMATS@
end

function _archive_lint_report
  set -l typed (commandline -ct)
  if string match -q '*:*' -- $typed
    set -l format (string split -m 1 : -- $typed)
    for path in (__fish_complete_path "$format[2]")
      echo "$format[1]:$path"
    end
  else
    _archive_lint_formats | string replace -r '^([^\t]*)' '$1:'
  end
end

# The first word is a command, or all words are `check`'s.
function _shtab_archive_lint_using
  set -g _shtab_archive_lint_npos 0
  set -l tokens (commandline -opc)
  set -l first $tokens[2]
  if test -z "$first"
    contains -- "$argv" '' check
  else if contains -- "$first" @COMMANDS@
    test "$argv" = "$first"
  else
    test "$argv" = check
  end
end

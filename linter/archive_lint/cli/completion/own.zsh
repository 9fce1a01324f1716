_archive_lint_files() {
  _files "$@"
}

_archive_lint_dirs() {
  _files -/ "$@"
}

_archive_lint_rules() {
  local -a rules=(@RULES@)
  _describe -t rules rule rules "$@"
}

_archive_lint_rule_list() {
  _sequence _archive_lint_rules
}

_archive_lint_verdicts() {
  local -a verdicts=(@VERDICTS@)
  _describe -t verdicts verdict verdicts "$@"
}

_archive_lint_verdict_list() {
  _sequence _archive_lint_verdicts
}

_archive_lint_report() {
  local -a formats=(@FORMATS@)
  if compset -P '*:'; then
    _files
  else
    _describe -t formats format formats -S :
  fi
}

# Of several paths shtab completes the first alone.
() {
  local name
  for name in @COMMANDS@; do
    name=_shtab_archive_lint_${name//-/_}_options
    set -A $name "${(@)${(@P)name}/#'(*)::'/*:}"
  done
}

# The first word is a command, or all words are `check`'s.
functions[_archive_lint_of_command]=$functions[_shtab_archive_lint]
_shtab_archive_lint() {
  local -a names=(@COMMANDS@)
  if (( CURRENT == 2 || ! ${names[(Ie)${words[2]}]} )); then
    (( CURRENT == 2 )) && [[ ${words[2]} != -* ]] && _shtab_archive_lint_commands
    words=("${words[1]}" check "${(@)words[2,-1]}")
    (( CURRENT += 1 ))
  fi
  _archive_lint_of_command "$@"
}

# `source`, which shtab takes for a call from zsh's folder of functions: register, and complete nothing yet.
if [[ ${zsh_eval_context[-1]} == file ]]; then
  compdef _shtab_archive_lint archive-lint
  return
fi

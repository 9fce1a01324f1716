_archive_lint_files() {
  compgen -f -- "$1"
}

_archive_lint_dirs() {
  compgen -d -- "$1"
}

# $1: what is typed of a list; $2: the words of which it is made
_archive_lint_list() {
  local begun=""
  [[ $1 == *,* ]] && begun="${1%,*},"
  compgen -P "$begun" -W "$2" -- "${1##*,}"
}

_archive_lint_rules() {
  compgen -W "@RULES@" -- "$1"
}

_archive_lint_rule_list() {
  _archive_lint_list "$1" "@RULES@"
}

_archive_lint_verdict_list() {
  _archive_lint_list "$1" "@VERDICTS@"
}

_archive_lint_report() {
  if [[ $1 == *:* ]]; then
    compgen -P "${1%%:*}:" -f -- "${1#*:}"
  else
    compgen -S : -W "@FORMATS@" -- "$1"
  fi
}

# The first word is a command, or all words are `check`'s. Bash breaks words at `=` and `:`, which are left out here:
# what follows stands where it would without them.
_archive_lint() {
  local typed="${COMP_WORDS[COMP_CWORD]}" first="" index word
  local words=("${COMP_WORDS[0]}")
  ((COMP_CWORD > 1)) && first="${COMP_WORDS[1]}"
  [[ -n $first && " @COMMANDS@ " == *" $first "* ]] || words+=(check)
  for ((index = 1; index <= COMP_CWORD; index++)); do
    word="${COMP_WORDS[index]}"
    if [[ $word != = && $word != : ]]; then
      words+=("$word")
    elif ((index == COMP_CWORD)); then
      words+=("")
    fi
  done
  local COMP_WORDS=("${words[@]}")
  local COMP_CWORD=$((${#words[@]} - 1))
  _shtab_archive_lint
  if [[ -z $first && $typed != -* ]]; then
    while IFS= read -r word; do
      COMPREPLY+=("$word")
    done < <(compgen -W "@COMMANDS@" -- "$typed")
  fi
  # A report's format is followed by its path.
  [[ ${COMPREPLY[0]-} == *: ]] && compopt -o nospace 2>/dev/null
  return 0
}

complete -o bashdefault -o default -F _archive_lint archive-lint

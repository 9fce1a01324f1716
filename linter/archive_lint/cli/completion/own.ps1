function _archive_lint_files {
  param([string]$WordToComplete)
  _shtab_powershell_compgen_files $WordToComplete
}

function _archive_lint_dirs {
  param([string]$WordToComplete)
  _shtab_powershell_compgen_dirs $WordToComplete
}

# The words that continue a list, with what is typed of it.
function _archive_lint_list {
  param([string]$WordToComplete, [string[]]$Words)
  $begun = ''
  if ($WordToComplete -match '^(.*,)') { $begun = $Matches[1] }
  $last = $WordToComplete.Substring($begun.Length)
  $Words | Where-Object { $_ -like "$last*" } | ForEach-Object { $begun + $_ }
}

function _archive_lint_rules {
  param([string]$WordToComplete)
  @(@RULES@) | Where-Object { $_ -like "$WordToComplete*" }
}

function _archive_lint_rule_list {
  param([string]$WordToComplete)
  _archive_lint_list $WordToComplete @(@RULES@)
}

function _archive_lint_verdict_list {
  param([string]$WordToComplete)
  _archive_lint_list $WordToComplete @(@VERDICTS@)
}

function _archive_lint_report {
  param([string]$WordToComplete)
  if ($WordToComplete -match '^([^:]*:)(.*)$') {
    $format = $Matches[1]
    _shtab_powershell_compgen_files $Matches[2] | ForEach-Object { $format + $_ }
  } else {
    @(@FORMATS@) | Where-Object { $_ -like "$WordToComplete*" } | ForEach-Object { $_ + ':' }
  }
}

# The first word is a command or a path, and all others are paths.
$_shtab_archive_lint_compgens['_shtab_archive_lint_pos_0'] = '_archive_lint_files'

"""Scripts by which shells complete a command line: commands, options, rules, formats, paths."""

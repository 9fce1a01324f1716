"""`new-rule`: the package that it writes, from the files in `template/`."""

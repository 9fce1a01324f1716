"""Site URLs and the files that they lead to: the forms of links, redirects, files by their names."""

"""The cache between runs, in the archive's state folder: results that are still valid are not computed again."""

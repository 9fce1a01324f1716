"""What is kept between runs, in the archive's `.archive-lint`: what still holds need not be found out again."""

"""What is kept between runs, in the archive's state folder: what still holds need not be found out again."""

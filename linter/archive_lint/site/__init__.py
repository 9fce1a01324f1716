"""Site URLs and files: which URL serves which file, and back."""

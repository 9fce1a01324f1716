"""What is known of pages and what is said of them: frozen data, no input or output."""

"""The one package that runs git."""

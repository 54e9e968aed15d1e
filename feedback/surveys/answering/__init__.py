"""The page where staff answer by a code, and nobody is anybody."""

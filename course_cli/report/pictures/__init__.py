"""Pictures of checks as inline SVG: pure functions from plain data to markup, and what the markup says in words."""

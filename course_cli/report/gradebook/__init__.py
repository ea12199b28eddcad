"""A whole class's results, from a gradebook's records to text: pure functions, nothing read or written here."""

"""What the course consists of, read from its folders: nothing is listed twice."""

"""The rows over whole arrays, by subject. Each names NumPy's function for its value, and its pulls in other rows."""

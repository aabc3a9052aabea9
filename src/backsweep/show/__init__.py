"""Pictures: graphs as drawings, as pages one can step through, and in notebooks."""

"""Times that words name: found, and resolved against publication and context."""

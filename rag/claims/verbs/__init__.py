"""Forms of German and English verbs."""

"""From hits to an answer: which claims speak to the question, and when to say that none does."""

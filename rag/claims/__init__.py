"""Claims: pure functions over text that cut sentences and passages and tell who says what."""

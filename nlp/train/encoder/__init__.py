"""The encoder before it has a task: rebuilt, cut down to Vietnamese, trained on with masked words."""

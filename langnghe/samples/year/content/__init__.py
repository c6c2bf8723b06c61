"""The words of the sample year, our own: messages, documents, posts, articles, questions."""

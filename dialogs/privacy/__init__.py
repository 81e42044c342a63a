"""What a person is told of their own data: who sees it, what is kept, how it is taken out and erased."""

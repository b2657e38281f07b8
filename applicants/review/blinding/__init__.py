"""What reviewers must not learn of who applies: what leaks into texts and files, what staff cover in the reviewers' copy, and the names where a round shows them."""

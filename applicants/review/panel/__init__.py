"""What a programme knows of each of its reviewers: languages, what they know well, pools, organisations, place, and how much they would read."""

"""The copy that reviewers read: the same document, picture or recording without what it says of its author. The original stays as it came."""

"""Files that come in pieces, over the tus protocol 1.0 (https://tus.io/protocols/resumable-upload): a line that breaks costs one piece, not the file."""

"""What helps to understand a question: a text in short plain sentences, and the same spoken."""

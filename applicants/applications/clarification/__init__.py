"""Staff ask about one answer that was handed in; the person answers that one, by a date, beside what was submitted."""

"""Staff fill in a form as an applicant would, with the same pages' rules, and nothing of it becomes an application."""

"""Co-applicants: invited by e-mail with a right, to read or to edit. Only the lead, who is the applicant, submits."""

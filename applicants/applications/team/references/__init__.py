"""Letters of reference: asked from a third person by a link, written or declined without an account, read by the fund and never by the applicant."""

"""Database triggers as migration operations: rows that never change, and pages that hear of a change."""

from django.db.migrations import RunSQL

# A retention or erasure task sets fundportal.erasing for its own transaction; nothing else may pass.
_GUARD = """
CREATE OR REPLACE FUNCTION fundportal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('fundportal.erasing', true) = 'on' THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  RAISE EXCEPTION '% rows never change (%)', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""
_TELL = """
CREATE OR REPLACE FUNCTION fundportal_tell_public_pages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('public_pages', '');
  RETURN NULL;
END $$;
"""


def immutable(table: str, *, when: str = "") -> RunSQL:
    """Refuse UPDATE and DELETE on `table`; with `when`, only for rows whose OLD fulfils that condition."""
    condition = f"WHEN ({when}) " if when else ""
    return RunSQL(
        _GUARD
        + f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {condition}EXECUTE FUNCTION fundportal_refuse_change();",
        f"DROP TRIGGER {table}_never_changes ON {table};",
    )


def tells_public_pages(table: str, *, columns: tuple[str, ...] = ()) -> RunSQL:
    """Send a NOTIFY to the page caches of all workers when `table` changes (when one of `columns` does, if given)."""
    update = f"UPDATE OF {', '.join(columns)}" if columns else "UPDATE"
    return RunSQL(
        _TELL
        + f"CREATE TRIGGER {table}_tells_public_pages AFTER INSERT OR DELETE OR {update} ON {table} "
        + "FOR EACH STATEMENT EXECUTE FUNCTION fundportal_tell_public_pages();",
        f"DROP TRIGGER {table}_tells_public_pages ON {table};",
    )

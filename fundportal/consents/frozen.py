"""The trigger of consents, as a migration operation."""

from django.db.migrations import RunSQL


def withdrawable(table: str) -> RunSQL:
    """Refuse DELETE, and any UPDATE but one: `withdrawn_at` from NULL to an instant. Uses the guard function of `fundportal.web.triggers`."""
    return RunSQL(
        f"""
        CREATE TRIGGER {table}_is_never_deleted BEFORE DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION fundportal_refuse_change();
        CREATE TRIGGER {table}_is_only_withdrawn BEFORE UPDATE ON {table}
          FOR EACH ROW WHEN (
            OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL
            OR (to_jsonb(OLD) - 'withdrawn_at') IS DISTINCT FROM (to_jsonb(NEW) - 'withdrawn_at')
          ) EXECUTE FUNCTION fundportal_refuse_change();
        """,
        f"DROP TRIGGER {table}_is_never_deleted ON {table}; DROP TRIGGER {table}_is_only_withdrawn ON {table};",
    )

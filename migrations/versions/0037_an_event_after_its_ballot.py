"""An event stands behind its ballot and the events before it, also where its transaction began earlier.

PostgreSQL numbers a transaction when it first writes, which may be long before it comes to the ballot: one that is
numbered later may have cast or changed it since. On SQLite those who write follow one another. Numbers of another
cluster's life do not count: nobody here would come to them.

Revision ID: 0037
Revises: 0036
"""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

FUNCTION = """
CREATE FUNCTION stand_behind() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  none_from bigint := CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint);
BEGIN
  SELECT greatest(NEW.transaction_number, 1 + max(before.number)) INTO NEW.transaction_number
  FROM (
    SELECT transaction_number AS number FROM ballot
    WHERE campaign_id = NEW.campaign_id AND id = NEW.ballot_id
    UNION ALL
    SELECT transaction_number FROM ballot_event
    WHERE campaign_id = NEW.campaign_id AND ballot_id = NEW.ballot_id
  ) AS before
  WHERE before.number < none_from;
  RETURN NEW;
END $$
"""
TRIGGER = (
    "CREATE TRIGGER ballot_event_behind BEFORE INSERT ON ballot_event FOR EACH ROW EXECUTE FUNCTION stand_behind()"
)


def upgrade() -> None:
    """Forward."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(FUNCTION)
        op.execute(TRIGGER)


def downgrade() -> None:
    """Back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER ballot_event_behind ON ballot_event")
        op.execute("DROP FUNCTION stand_behind()")

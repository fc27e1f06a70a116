"""SQL: a rulebook as one query over the tables of the data contract."""

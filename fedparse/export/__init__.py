"""Documents to files: JSON Lines, CSV, XLSX, SQLite, Parquet; one module a format."""

"""The store: where observations live, as immutable Parquet files that Ibis expressions read."""

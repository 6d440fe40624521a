"""What it costs, beside what else there is (docs/performance.md)."""

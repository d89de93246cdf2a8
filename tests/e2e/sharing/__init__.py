"""What one body issued is read by others in place of papers, over the interfaces for shared data."""

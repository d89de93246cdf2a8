"""Acts of procedure on item cases: recorded once, in order, with the document that the law gives each."""

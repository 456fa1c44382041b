"""Reports on paper that last: HTML becomes a PDF, a PDF gets the site's signature, anybody can verify it."""

"""Open copies of private questions, shown only while the asker agrees."""

"""Pages of questions: asking, reading, answering."""

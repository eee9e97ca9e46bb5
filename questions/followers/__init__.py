"""What those who follow a question, a topic or a lesson hear, and how often."""

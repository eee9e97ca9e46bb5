"""What people fill in: their account (`entrance`), four words (`words`), people in the admin (`admin`)."""

"""What people fill in: their account (`entrance`), an address (`address`), four words (`words`), people in the admin
(`admin`).
"""

"""Functions written down as programs: recorded, differentiated, simplified, with their loops found again, printed."""

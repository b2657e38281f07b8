"""Is this call for me? Rules of a call as data, a minute's check of them, and where else to go. It advises: nobody is let in or kept out by it."""

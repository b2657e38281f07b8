"""The promised date of decision: kept, moved in public, or missed and said so."""

"""Disclosure control: what may be seen of counts. Knows numbers alone, neither people nor answers; reports use it as well."""

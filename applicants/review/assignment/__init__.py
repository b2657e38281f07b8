"""Who reads what, as an optimisation: a model without Django (problem, transport, together, impossible), and plans that staff look at before they hold."""

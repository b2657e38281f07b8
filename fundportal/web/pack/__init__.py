"""The form pack: how questions look and what they accept. Ordinary Django fields and widgets that know nothing of models."""

"""The pages of an application: one small file each, no rule of its own."""

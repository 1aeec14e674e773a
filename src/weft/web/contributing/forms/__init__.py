"""Forms made of the types of the core: one field for each column of a sheet."""

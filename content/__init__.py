"""What the coach knows to teach: YAML files, the schema that reads them, and the lint that checks them."""
